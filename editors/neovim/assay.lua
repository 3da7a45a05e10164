-- Attestation policies in Neovim 0.7 and later: copy this file to ~/.config/nvim/plugin/.
-- It starts `assay lsp` for policies (*.maa), for their tests (*_test.yaml) and for
-- .assay.yaml. Nothing needs to be set; what can be, in init.lua:
--
--   vim.g.assay = {
--     cmd = { 'assay', 'lsp' },                      -- the server
--     settings = { attestationType = 'SgxEnclave' }, -- see editors/README.md
--   }

local group = vim.api.nvim_create_augroup('assay', {})

local function option(name, default)
  local value = (vim.g.assay or {})[name]
  if value == nil then
    return default
  end
  return value
end

-- The folder that a file belongs to: the nearest with .assay.yaml or .git.
local function root(file)
  local dir = vim.fn.fnamemodify(file, ':p:h')
  local settings = vim.fn.findfile('.assay.yaml', dir .. ';')
  local git = vim.fn.finddir('.git', dir .. ';')
  if settings ~= '' then
    return vim.fn.fnamemodify(settings, ':p:h')
  elseif git ~= '' then
    return vim.fn.fnamemodify(git, ':p:h:h')
  end
  return dir
end

-- An explanation has several lines, of which Neovim's message area keeps none in sight:
-- it is shown in a window, until the cursor moves.
local function show(err, result, context, settings)
  if result.message:find('\n', 1, true) then
    vim.lsp.util.open_floating_preview(vim.split(result.message, '\n', { plain = true }), 'text', { wrap = true })
    return result
  end
  return vim.lsp.handlers['window/showMessage'](err, result, context, settings)
end

-- Neovim 0.10 draws the hints of a line once for each version of the text, so that those of
-- an evaluation would not be seen: where hints are on, they are turned off and on again.
local function refresh(_, _, context)
  for _, buffer in ipairs(vim.lsp.get_buffers_by_client_id(context.client_id)) do
    if vim.lsp.inlay_hint.is_enabled({ bufnr = buffer }) then
      vim.lsp.inlay_hint.enable(false, { bufnr = buffer })
      vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
    end
  end
  return vim.NIL
end

local function config(buffer)
  return {
    name = 'assay',
    cmd = option('cmd', { 'assay', 'lsp' }),
    root_dir = root(vim.api.nvim_buf_get_name(buffer)),
    settings = { assay = option('settings', vim.empty_dict()) },
    get_language_id = function(_, filetype)
      return filetype == 'maa' and 'maa-policy' or filetype
    end,
    handlers = { ['window/showMessage'] = show, ['workspace/inlayHint/refresh'] = vim.lsp.inlay_hint and refresh },
  }
end

-- Neovim 0.7 has no vim.lsp.start: one server for each root is kept here.
local started = {}

local function start(buffer)
  local cfg = config(buffer)
  if vim.fn.executable(cfg.cmd[1]) == 0 then
    vim.notify_once(cfg.cmd[1] .. ' not found, expected the command assay on the PATH', vim.log.levels.WARN)
  elseif vim.lsp.start then
    vim.lsp.start(cfg, { bufnr = buffer })
  else
    -- Nor does it send settings, or answer a server that asks for them.
    cfg.on_init = function(server)
      server.notify('workspace/didChangeConfiguration', { settings = server.config.settings })
    end
    local id = started[cfg.root_dir]
    if not id or not vim.lsp.get_client_by_id(id) then
      id = vim.lsp.start_client(cfg)
      started[cfg.root_dir] = id
    end
    vim.lsp.buf_attach_client(buffer, id)
  end
end

vim.api.nvim_create_autocmd({ 'BufRead', 'BufNewFile' }, {
  group = group,
  pattern = '*.maa',
  callback = function()
    vim.bo.filetype = 'maa'
  end,
})

vim.api.nvim_create_autocmd('FileType', {
  group = group,
  pattern = 'maa',
  callback = function(event)
    vim.bo.commentstring = '// %s'
    -- Claim names have hyphens, and some a dollar sign.
    vim.opt_local.iskeyword:append({ '-', '$' })
    -- A policy is its bytes: saving adds no line end.
    vim.bo.fixendofline = false
    vim.bo.omnifunc = 'v:lua.vim.lsp.omnifunc'
    start(event.buf)
    if vim.treesitter.start then
      pcall(vim.treesitter.start, event.buf) -- with the parser of editors/tree-sitter-maa
    end
  end,
})

vim.api.nvim_create_autocmd('FileType', {
  group = group,
  pattern = 'yaml',
  callback = function(event)
    local name = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(event.buf), ':t')
    if name == '.assay.yaml' or name:match('_test%.ya?ml$') then
      start(event.buf)
    end
  end,
})

-- The server of a buffer.
local function client(buffer)
  for _, c in pairs((vim.lsp.get_clients or vim.lsp.get_active_clients)()) do
    if c.name == 'assay' and vim.lsp.buf_is_attached(buffer, c.id) then
      return c
    end
  end
end

local function commands(buffer)
  local c = client(buffer)
  local names = {}
  for _, name in ipairs(c and vim.tbl_get(c.server_capabilities, 'executeCommandProvider', 'commands') or {}) do
    table.insert(names, (name:gsub('^assay%.', '')))
  end
  return names
end

-- :Assay evaluate, :Assay hash and so on: a command of the server for this file. The
-- server shows what it came to.
vim.api.nvim_create_user_command('Assay', function(args)
  local buffer = vim.api.nvim_get_current_buf()
  local c = client(buffer)
  if not c then
    vim.notify('assay: no server for this file', vim.log.levels.ERROR)
    return
  end
  local arguments = { vim.uri_from_bufnr(buffer) }
  vim.list_extend(arguments, vim.list_slice(args.fargs, 2))
  local params = { command = 'assay.' .. args.fargs[1], arguments = arguments }
  c.request('workspace/executeCommand', params, function(err)
    if err then
      vim.notify(err.message, vim.log.levels.ERROR)
    end
  end, buffer)
end, {
  nargs = '+',
  complete = function(word)
    return vim.tbl_filter(function(name)
      return name:sub(1, #word) == word
    end, commands(vim.api.nvim_get_current_buf()))
  end,
})
