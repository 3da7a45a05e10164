; Captures by the names of tree-sitter and Neovim (V3.6). Helix has names of its own:
; editors/helix/queries/maa/highlights.scm. No node is captured twice, since editors
; disagree on which pattern wins.

(comment) @comment

(string) @string
(escape_sequence) @string.escape
(integer) @number
(version_number) @number
(boolean) @boolean

["version" (section_name)] @keyword

(property) @property
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
