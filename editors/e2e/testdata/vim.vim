" What a user does in Vim with ALE, and what then shows, as facts for vim_test.go. The
" plugin is editors/vim/plugin/assay.vim where a user puts it.
set hidden completeopt=menuone
let g:ale_hover_to_preview = 1
let s:facts = []

function! s:Fact(name, value) abort
  call add(s:facts, a:name . ': ' . substitute(escape(a:value, '\'), "\n", '\\n', 'g'))
  call writefile(s:facts, $ASSAY_REPORT)
endfunction

" What holds in the end, or an error at the limit. ALE works meanwhile.
function! s:Wait(what, Condition) abort
  let l:start = reltime()
  while !a:Condition()
    if reltimefloat(reltime(l:start)) > 60
      throw 'timed out: ' . a:what
    endif
    sleep 10m
  endwhile
endfunction

function! s:Finding() abort
  return get(filter(ale#engine#GetLoclist(bufnr('')), {_, d -> get(d, 'code', '') ==# 'MAA3004'}), 0, {})
endfunction

" ALE counts no columns in UTF-16: lines with findings and fixes are ASCII here.
function! s:Under(finding) abort
  return strpart(getline(a:finding.lnum), a:finding.col - 1, a:finding.end_col - a:finding.col + 1)
endfunction

function! s:Preview() abort
  for l:window in range(1, winnr('$'))
    if getwinvar(l:window, '&previewwindow')
      return join(getbufline(winbufnr(l:window), 1, '$'), "\n")
    endif
  endfor
  return ''
endfunction

" The menu of fixes: the number of the one that is wanted.
function! s:Choose(message, value) abort
  return matchstr(a:message, '\d\+\ze) Replace with')
endfunction

function! s:Session() abort
  edit sample.maa
  call s:Wait('the finding', {-> s:Finding() != {}})
  call s:Fact('found', s:Under(s:Finding()))
  call s:Fact('highlighted', synIDattr(synID(1, 1, 1), 'name'))

  call setline(3, substitute(getline(3), '🔒', '😀🔒', ''))
  call append(2, '  // one line more')
  let l:line = s:Finding().lnum
  doautocmd TextChanged
  call s:Wait('the finding after an edit', {-> get(s:Finding(), 'lnum', l:line) != l:line})
  call s:Fact('found after an edit', s:Under(s:Finding()))
  3delete

  call cursor(7, stridx(getline(7), 'x-ms-sgx-svn') + 1)
  ALEHover
  call s:Wait('the hover', {-> s:Preview() !=# ''})
  call s:Fact('hover', s:Preview())
  pclose

  execute "normal! O[type==\"x-ms-sgx-mren\"] => add(claim=c);\<Esc>F\"i\<C-x>\<C-o>\<C-y>\<Esc>"
  call s:Fact('completed', getline(7))
  7delete

  call ale#util#Execute('')
  function! ale#util#Input(message, value, ...) abort
    return s:Choose(a:message, a:value)
  endfunction
  call cursor(4, stridx(getline(4), 'mrsinger') + 1)
  ALECodeAction
  call s:Wait('the fix', {-> getline(4) =~# 'mrsigner'})
  call s:Fact('fixed', getline(4))
  noautocmd write
  call s:Fact('saved', join(readfile('sample.maa', 'b'), "\n"))

  ALEFix
  call s:Wait('the formatted text', {-> getline(2) ==# ''})
  write

  call ale#lsp_linter#SendRequest(bufnr(''), 'assay',
  \ [0, 'textDocument/documentSymbol', {'textDocument': {'uri': ale#path#ToFileURI(expand('%:p'))}}],
  \ {response -> s:Symbols(response)})
  call s:Wait('the symbols', {-> exists('s:symbols')})
  call s:Fact('symbols', s:symbols)

  Assay runTests
  call s:Wait('the outcome of the tests', {-> execute('messages') =~# '"cases"'})
  call s:Fact('tests', matchstr(execute('messages'), '[^\n]*"cases"[^\n]*'))

  Assay hash
  call s:Wait('the answer of the command', {-> execute('messages') =~# 'hash'})
  call s:Fact('command', matchstr(execute('messages'), '[^\n]*hash[^\n]*'))
endfunction

function! s:Symbols(response) abort
  let l:names = []
  for l:section in a:response.result
    let l:names += [l:section.name] + map(copy(get(l:section, 'children', [])), {_, s -> s.name})
  endfor
  let s:symbols = join(l:names, ', ')
endfunction

try
  call s:Session()
catch
  call s:Fact('error', v:exception . ' at ' . v:throwpoint)
  cquit
endtry
qall!
