" Attestation policies in Vim 8 and later with ALE: copy this file to ~/.vim/plugin/, and
" syntax/maa.vim to ~/.vim/syntax/. ALE then starts `assay lsp` for policies (*.maa).
" What can be set, in the vimrc:
"   let g:assay_executable = 'assay'
"   let g:assay_settings = {'attestationType': 'SgxEnclave'}    see editors/README.md
if exists('g:loaded_assay') || has('nvim')
  finish
endif
let g:loaded_assay = 1

let g:assay_executable = get(g:, 'assay_executable', 'assay')
let g:assay_settings = get(g:, 'assay_settings', {})

" The folder that a file belongs to: the nearest with .assay.yaml or .git.
function! AssayRoot(buffer) abort
  let l:dir = fnamemodify(bufname(a:buffer), ':p:h')
  let l:settings = findfile('.assay.yaml', l:dir . ';')
  let l:git = finddir('.git', l:dir . ';')
  if l:settings !=# ''
    return fnamemodify(l:settings, ':p:h')
  elseif l:git !=# ''
    return fnamemodify(l:git, ':p:h:h')
  endif
  return l:dir
endfunction

" :ALEFix formats, by the command: ALE asks no server for it.
function! AssayFormat(buffer) abort
  return {'command': ale#Escape(g:assay_executable) . ' fmt -'}
endfunction

function! s:Define() abort
  if exists('s:defined')
    return
  endif
  let s:defined = 1
  try
    call ale#linter#Define('maa', {
    \ 'name': 'assay',
    \ 'lsp': 'stdio',
    \ 'executable': {b -> g:assay_executable},
    \ 'command': '%e lsp',
    \ 'language': 'maa-policy',
    \ 'lsp_config': {b -> {'assay': g:assay_settings}},
    \ 'project_root': function('AssayRoot'),
    \})
  catch /^Vim\%((\a\+)\)\=:E117:/
    echomsg 'assay: ALE not found, expected it for findings and completion'
  endtry
endfunction

" Completion takes whole claim names: ALE by itself begins after their last hyphen.
function! AssayComplete(findstart, base) abort
  if !a:findstart
    return ale#completion#OmniFunc(0, a:base)
  endif
  if ale#completion#OmniFunc(1, '') < 0
    return -3
  endif
  let l:word = matchstr(strpart(getline('.'), 0, col('.') - 1), '[A-Za-z0-9_$-]*$')
  let b:ale_completion_info.prefix = l:word
  return col('.') - 1 - len(l:word)
endfunction

function! s:Buffer() abort
  call s:Define()
  setlocal commentstring=//\ %s comments=://
  " Claim names have hyphens, and some a dollar sign.
  setlocal iskeyword+=-,$
  " A policy is its bytes: saving adds no line end.
  setlocal nofixendofline
  setlocal omnifunc=AssayComplete
  let b:ale_fixers = get(b:, 'ale_fixers', ['AssayFormat'])
endfunction

" ALE leaves out what servers say unless it is an error: the answer says it, too.
function! s:Answer(response) abort
  if has_key(a:response, 'error')
    echohl ErrorMsg | echomsg a:response.error.message | echohl None
  elseif type(get(a:response, 'result')) is v:t_dict
    echomsg get(a:response.result, 'text', json_encode(a:response.result))
  endif
endfunction

" :Assay evaluate, :Assay hash and so on: a command of the server for this file.
function! s:Command(name, ...) abort
  let l:params = {'command': 'assay.' . a:name, 'arguments': [ale#path#ToFileURI(expand('%:p'))] + a:000}
  call ale#lsp_linter#SendRequest(bufnr(''), 'assay', [0, 'workspace/executeCommand', l:params], function('s:Answer'))
endfunction
command! -nargs=+ Assay call s:Command(<f-args>)

augroup assay
  autocmd!
  autocmd BufNewFile,BufRead *.maa setfiletype maa
  autocmd FileType maa call s:Buffer()
augroup END
