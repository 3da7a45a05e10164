" Attestation policies in Vim, and in Neovim before 0.9: copy this file to
" ~/.vim/syntax/ or ~/.config/nvim/syntax/.
if exists('b:current_syntax')
  finish
endif

syntax case match
syntax match maaComment "//.*$" contains=@Spell
syntax match maaEscape +\\["\\]+ contained
syntax match maaBadEscape +\\[^"\\]+ contained
syntax region maaString oneline start=+"+ skip=+\\.+ end=+"+ contains=maaEscape,maaBadEscape
syntax match maaNumber "-\?\<\d\+\(\.\d\+\)\?\>"
syntax keyword maaBoolean true false
syntax keyword maaSection version configurationrules authorizationrules issuancerules
syntax match maaProperty "\.\@<=\s*\<\(type\|value\|valueType\|issuer\)\>"
syntax match maaProperty "\<\(type\|value\|valueType\|issuer\|claim\)\>\ze\s*[=!<>]"
syntax match maaAction "\<\(permit\|deny\|add\|issue\|issueproperty\)\>\ze\s*("
syntax match maaFunction "\<\(JmesPath\|JsonToClaimValue\|IsSubsetOf\|AppendString\|NegateBool\|ContainsOnlyValue\)\>\ze\s*("
syntax match maaBinder "\<\h\w*\>\ze\s*[:.]"
syntax match maaOperator "=>\|==\|!=\|<=\|>=\|&&\|[<>!=]"

highlight default link maaComment Comment
highlight default link maaString String
highlight default link maaEscape SpecialChar
highlight default link maaBadEscape Error
highlight default link maaNumber Number
highlight default link maaBoolean Boolean
highlight default link maaSection Keyword
highlight default link maaProperty Type
highlight default link maaAction Statement
highlight default link maaFunction Function
highlight default link maaBinder Identifier
highlight default link maaOperator Operator

let b:current_syntax = 'maa'
