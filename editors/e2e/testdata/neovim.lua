-- What a user does in Neovim, and what then shows, as facts for neovim_test.go. The
-- configuration is editors/neovim/assay.lua where a user puts it.
local report = assert(io.open(os.getenv('ASSAY_REPORT'), 'w'))

local function fact(name, value)
  report:write(name, ': ', (tostring(value):gsub('\\', '\\\\'):gsub('\n', '\\n')), '\n')
  report:flush()
end

-- wait_for comes back when the condition holds, and keys are taken meanwhile.
local function wait_for(what, condition)
  local this, deadline = coroutine.running(), vim.loop.now() + 60000
  local function poll()
    local ok, holds = pcall(condition)
    if ok and holds then
      coroutine.resume(this, holds)
    elseif vim.loop.now() > deadline then
      coroutine.resume(this, nil)
    else
      vim.defer_fn(poll, 10)
    end
  end
  vim.defer_fn(poll, 10)
  return coroutine.yield() or error('timed out: ' .. what, 2)
end

local function keys(text)
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes(text, true, false, true), 'n', false)
end

-- under is the text that the finding with a code covers.
local function finding(code)
  for _, d in ipairs(vim.diagnostic.get(0)) do
    if d.code == code or vim.tbl_get(d, 'user_data', 'lsp', 'code') == code then
      return d
    end
  end
end

local function under(d)
  return vim.api.nvim_buf_get_lines(0, d.lnum, d.lnum + 1, true)[1]:sub(d.col + 1, d.end_col)
end

local function line(n)
  return vim.api.nvim_buf_get_lines(0, n - 1, n, true)[1]
end

local function cursor(n, text)
  vim.api.nvim_win_set_cursor(0, { n, line(n):find(text, 1, true) - 1 })
end

local function floating()
  for _, win in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(win).relative ~= '' then
      return win
    end
  end
end

-- hints are those that are drawn in the buffer.
local function hints()
  vim.cmd('redraw!')
  local all = {}
  local space = vim.api.nvim_create_namespace('vim_lsp_inlayhint')
  for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(0, space, 0, -1, { details = true })) do
    for _, part in ipairs(mark[4].virt_text or {}) do
      table.insert(all, part[1])
    end
  end
  return table.concat(all)
end

local function session()
  vim.o.completeopt = 'menuone' -- one match is shown, too
  vim.cmd('edit sample.maa')

  local first = wait_for('the finding', function() return finding('MAA3004') end)
  wait_for('the settings', function() return vim.tbl_get(finding('MAA3030') or {}, 'severity') == vim.diagnostic.severity.ERROR end)
  local covered = under(first)
  fact('found', covered)

  local buffer = vim.api.nvim_get_current_buf()
  if vim.treesitter.highlighter.active[buffer] then
    fact('highlighted', vim.treesitter.get_captures_at_pos(buffer, 0, 0)[1].capture .. ' by tree-sitter')
  else
    fact('highlighted', vim.fn.synIDattr(vim.fn.synID(1, 1, 1), 'name'))
  end

  local col = line(3):find('🔒', 1, true) - 1
  vim.api.nvim_buf_set_text(0, 2, col, 2, col, { '😀' })
  -- A list for the text before the edit may come first, which Neovim puts at the same
  -- columns of the new text.
  local second
  wait_for('the finding after an edit', function()
    second = finding('MAA3004')
    return second and second.col ~= first.col and under(second) == covered
  end)
  fact('found after an edit', under(second))

  cursor(6, 'x-ms-sgx-svn')
  vim.lsp.buf.hover()
  local win = wait_for('the hover', floating)
  fact('hover', table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(win), 0, -1, true), '\n'))
  vim.api.nvim_win_close(win, true)

  cursor(6, '[')
  keys('O[type=="x-ms-sgx-mren"] => add(claim=c);<Esc>F"i<C-x><C-o>')
  wait_for('the completion', function() return vim.fn.pumvisible() == 1 end)
  keys('<C-y><Esc>')
  wait_for('normal mode', function() return vim.fn.mode() == 'n' end)
  fact('completed', line(6))
  vim.api.nvim_buf_set_lines(0, 5, 6, true, {})

  vim.ui.select = function(items, opts, choose)
    for _, item in ipairs(items) do
      if (opts.format_item and opts.format_item(item) or item[2].title):find('^Replace with') then
        return choose(item)
      end
    end
    choose(nil)
  end
  cursor(3, 'mrsinger')
  vim.lsp.buf.code_action()
  wait_for('the fix', function() return line(3):find('mrsigner', 1, true) end)
  fact('fixed', line(3))
  vim.cmd('write')
  fact('saved', table.concat(vim.fn.readfile('sample.maa', 'b'), '\n'))

  if vim.lsp.buf.format then
    vim.lsp.buf.format({ timeout_ms = 60000 })
  else
    vim.lsp.buf.formatting_sync(nil, 60000)
  end
  vim.cmd('write')

  vim.lsp.buf.document_symbol()
  local symbols = wait_for('the symbols', function()
    local found = vim.fn.getqflist()
    local location = vim.fn.getloclist(0)
    return #found > 0 and found or #location > 0 and location
  end)
  fact('symbols', table.concat(vim.tbl_map(function(item)
    return (item.text:gsub('^%[%w+%] ', ''))
  end, symbols), ', '))

  vim.cmd('cclose | lclose | wincmd t')
  vim.cmd('edit sample_test.yaml')
  fact('test file', wait_for('the server of a test file', function()
    local client = (vim.lsp.get_clients or vim.lsp.get_active_clients)()[1]
    return client and vim.lsp.buf_is_attached(0, client.id) and client.name
  end))
  vim.cmd('buffer sample.maa')

  vim.fn.writefile({ '{"x-ms-sgx-svn": 2}' }, 'sample.claims.json')
  if vim.lsp.inlay_hint then
    vim.lsp.inlay_hint.enable()
    wait_for('the hints', function() return hints():find('any issuer', 1, true) end)
    vim.cmd('Assay evaluate')
    fact('hint', wait_for('the hints of an evaluation', function() return hints():match('deny[^()]* %(sample.claims.json%)') end))
  end
  -- A move of the cursor that comes late closes the window before it could be found.
  local preview, explained = vim.lsp.util.open_floating_preview, nil
  vim.lsp.util.open_floating_preview = function(...)
    local buffer, window = preview(...)
    explained = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, 1, true)[1]
    return buffer, window
  end
  vim.cmd('Assay explain')
  fact('explained', wait_for('the explanation', function() return explained end))

  vim.cmd('Assay runTests')
  fact('tests', wait_for('the outcome of the tests', function()
    return vim.fn.execute('messages'):match('sample_test.yaml: %d+ passed[^\n]*')
  end))

  vim.cmd('Assay hash')
  fact('command', wait_for('the answer of the command', function()
    return vim.fn.execute('messages'):match('policy hash of [^\n]*')
  end))
end

coroutine.wrap(function()
  local ok, err = xpcall(session, debug.traceback)
  if not ok then
    fact('error', err)
  end
  report:close()
  vim.cmd(ok and 'qall!' or 'cquit')
end)()
