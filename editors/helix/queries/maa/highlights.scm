; Captures by the names of Helix. Those of tree-sitter and Neovim stand in
; queries/highlights.scm of the grammar. No node is captured twice, since editors
; disagree on which pattern wins.

(comment) @comment

(string) @string
(escape_sequence) @constant.character.escape
(integer) @constant.numeric.integer
(version_number) @constant.numeric
(boolean) @constant.builtin.boolean

["version" (section_name)] @keyword

(property) @variable.other.member
(parameter) @variable.parameter

(condition binder: (identifier) @variable)
(access binder: (identifier) @variable)
(argument value: (identifier) @variable)

(action name: (identifier) @function)
(call function: (identifier) @function.builtin)

; The claim that a condition asks for or an action makes, and the issuers.
((test property: (property) @_name value: (string (string_content) @type))
  (#eq? @_name "type"))
((argument name: (parameter) @_name value: (string (string_content) @type))
  (#eq? @_name "type"))
((test property: (property) @_name value: (string (string_content) @constant))
  (#eq? @_name "issuer"))

["==" "!=" "<" "<=" ">" ">=" "=" "&&" "!" "=>"] @operator
["{" "}" "[" "]" "(" ")"] @punctuation.bracket
[";" "," ":" "."] @punctuation.delimiter
