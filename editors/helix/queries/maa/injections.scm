; Addresses and the like in comments, where the editor has a grammar for them.
((comment) @injection.content
  (#set! injection.language "comment"))
