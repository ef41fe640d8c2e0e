-- Opens plan.yaml with the built-in client of the protocol, and types P11M into its horizon, key by key.
-- Writes what the editor then knows, as JSON, to found.json.
local id = vim.lsp.start_client({
  name = "opscheck",
  cmd = vim.split(vim.env.OPSCHECK_LSP, " "),
  root_dir = vim.fn.getcwd(),
})
local patience = 300000 -- milliseconds: the machine may be busy
local function wait(condition, what)
  if not vim.wait(patience, condition, 20) then
    io.stderr:write("it did not happen: " .. what .. "\n")
    vim.cmd("cquit 3")
  end
end
local function shown()
  return vim.diagnostic.get(0)
end

vim.cmd("autocmd DiagnosticChanged * let g:told = 1")
vim.cmd("edit plan.yaml")
vim.lsp.buf_attach_client(0, id)
wait(function() return vim.lsp.buf_is_attached(0, id) and vim.lsp.get_client_by_id(id).initialized end, "the handshake")
wait(function() return vim.g.told == 1 end, "that it is told what is wrong, which is nothing")
local before = #shown()

vim.fn.search("horizon: P\\zs19M")
vim.api.nvim_feedkeys("cw11M" .. vim.api.nvim_replace_termcodes("<Esc>", true, false, true), "tx", false)
wait(function() return #shown() > before end, "a diagnostic")
local found = shown()[1]

local position = vim.lsp.util.make_position_params()
local answers = vim.lsp.buf_request_sync(0, "textDocument/hover", position, patience)
local hover = answers[id].result

vim.cmd("undo")
wait(function() return #shown() == before end, "that it goes away")

local file = io.open("found.json", "w")
file:write(vim.fn.json_encode({
  before = before,
  code = found.code or found.user_data.lsp.code,
  line = found.lnum,
  column = found.col,
  end_column = found.end_col,
  message = found.message,
  hover = hover and hover.contents.value,
  text = vim.fn.getline(found.lnum + 1),
}))
file:close()
vim.cmd("qall!")
