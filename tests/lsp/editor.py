"""An editor without a screen: a real client of the protocol, which speaks to the installed server on its streams."""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from command import DAY, Shell, command
from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

PATIENCE = 300.0  # seconds: the machine may be busy
WORKSPACE = lsp.WorkspaceClientCapabilities(
    workspace_edit=lsp.WorkspaceEditClientCapabilities(document_changes=True),
    did_change_watched_files=lsp.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
    workspace_folders=True,
)
CODE_ACTION = lsp.CodeActionClientCapabilities(
    resolve_support=lsp.ClientCodeActionResolveOptions(["edit"]), data_support=True
)


class Editor:
    """Opens, changes and closes texts, asks questions, and keeps what the server publishes."""

    def __init__(self, shell: Shell, *arguments: str, line: Sequence[str] | None = None, **environ: str | None) -> None:
        self.shell = shell
        self.client = LanguageClient("editor", "1")
        self.published: list[lsp.PublishDiagnosticsParams] = []
        self.messages: list[str] = []
        self.logged: list[str] = []
        self.registered: list[lsp.Registration] = []
        self.shown: list[lsp.ShowDocumentParams] = []
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self._listen()
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        started = list(line or [command(), "lsp", "--as-of", DAY, *arguments])
        self.do(self.client.start_io(*started, cwd=shell.folder, env=shell.environment(**environ)))

    def _listen(self) -> None:
        client = self.client
        client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda params: self.published.append(params))
        client.feature(lsp.WINDOW_SHOW_MESSAGE)(lambda params: self.messages.append(params.message))
        client.feature(lsp.WINDOW_LOG_MESSAGE)(lambda params: self.logged.append(params.message))
        client.feature(lsp.CLIENT_REGISTER_CAPABILITY)(lambda params: self.registered.extend(params.registrations))

        @client.feature(lsp.WINDOW_SHOW_DOCUMENT)
        def show(params: lsp.ShowDocumentParams) -> lsp.ShowDocumentResult:
            self.shown.append(params)
            return lsp.ShowDocumentResult(True)

    def do(self, coroutine: Any) -> Any:
        """Wait for something that the client does."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(PATIENCE)

    def start(
        self,
        folders: Sequence[str] = (".",),
        locale: str | None = "en",
        encodings: Sequence[str] | None = None,
        workspace: lsp.WorkspaceClientCapabilities | None = WORKSPACE,
        code_action: lsp.CodeActionClientCapabilities | None = CODE_ACTION,
        markdown: bool = True,
        show_document: bool = True,
    ) -> "Editor":
        """Shake hands."""
        kinds = [lsp.MarkupKind.Markdown if markdown else lsp.MarkupKind.PlainText]
        capabilities = lsp.ClientCapabilities(
            general=lsp.GeneralClientCapabilities(position_encodings=list(encodings)) if encodings else None,
            workspace=workspace,
            window=lsp.WindowClientCapabilities(show_document=lsp.ShowDocumentClientCapabilities(show_document)),
            text_document=lsp.TextDocumentClientCapabilities(
                hover=lsp.HoverClientCapabilities(content_format=kinds),
                code_action=code_action,
                publish_diagnostics=lsp.PublishDiagnosticsClientCapabilities(related_information=True),
            ),
        )
        named = [lsp.WorkspaceFolder(self.uri(folder), folder) for folder in folders]
        params = lsp.InitializeParams(capabilities, locale=locale, workspace_folders=named, root_uri=named[0].uri)
        self.result = self.do(self.client.initialize_async(params))
        self.client.initialized(lsp.InitializedParams())
        return self

    def stop(self) -> int:
        """Say good-bye; the server's exit code, and nothing that looks like a traceback was said."""
        self.do(self.client.shutdown_async(None))
        self._later(lambda: self.client.exit(None))
        return self.ended()

    def ended(self) -> int:
        """Wait for the server's end."""
        server = self.client._server
        assert server is not None
        code = self.do(server.wait())
        said = self.do(server.stderr.read()).decode()
        assert "Traceback" not in said, said
        assert not [each for each in self.logged if "Traceback" in each]
        return int(code)

    def _later(self, action: Callable[[], object]) -> None:
        self._loop.call_soon_threadsafe(action)

    # --- texts

    def path(self, name: str) -> Path:
        return self.shell.folder / name

    def uri(self, name: str) -> str:
        """A file's, or the name itself where it is one of a text that was never saved."""
        return name if name.startswith("untitled:") else self.path(name).resolve().as_uri()

    def open(self, name: str, text: str | None = None) -> None:
        """Show a file, or a text that takes its place."""
        text = self.path(name).read_text(encoding="utf-8") if text is None else text
        self.texts[name], self.versions[name] = text, 1
        item = lsp.TextDocumentItem(self.uri(name), "yaml", 1, text)
        self._later(lambda: self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item)))

    def type(self, name: str, text: str) -> int:
        """Change the whole text; the version that it has then."""
        self.texts[name] = text
        self.versions[name] += 1
        version = self.versions[name]
        identifier = lsp.VersionedTextDocumentIdentifier(version, self.uri(name))
        change = lsp.TextDocumentContentChangeWholeDocument(text)
        params = lsp.DidChangeTextDocumentParams(identifier, [change])
        self._later(lambda: self.client.text_document_did_change(params))
        return version

    def replace(self, name: str, old: str, new: str) -> int:
        """Change one piece of a text."""
        assert self.texts[name].count(old) == 1
        return self.type(name, self.texts[name].replace(old, new))

    def save(self, name: str) -> None:
        self.path(name).write_bytes(self.texts[name].encode())
        params = lsp.DidSaveTextDocumentParams(self._identifier(name))
        self._later(lambda: self.client.text_document_did_save(params))

    def close(self, name: str) -> None:
        params = lsp.DidCloseTextDocumentParams(self._identifier(name))
        self._later(lambda: self.client.text_document_did_close(params))

    def notice(self, *names: str, kind: lsp.FileChangeType = lsp.FileChangeType.Changed) -> None:
        """Tell that files have changed on the disk."""
        events = [lsp.FileEvent(self.uri(name), kind) for name in names]
        params = lsp.DidChangeWatchedFilesParams(events)
        self._later(lambda: self.client.workspace_did_change_watched_files(params))

    # --- questions

    def ask(self, method: str, params: Any) -> Any:
        wanted = lsp.METHOD_TO_TYPES[method][2]
        if isinstance(params, lsp.TextDocumentPositionParams):
            params = wanted(params.text_document, params.position)

        async def answer() -> Any:
            return await self.client.protocol.send_request_async(method, params)

        return self.do(answer())

    def at(self, name: str, where: str, shift: int = 0) -> lsp.TextDocumentPositionParams:
        """The position of a piece of a text, in UTF-16; ``shift`` goes on from its beginning."""
        text = self.texts[name]
        assert text.count(where) == 1, f"{where!r} is there {text.count(where)} times"
        return self.position(name, text.index(where) + shift)

    def position(self, name: str, offset: int) -> lsp.TextDocumentPositionParams:
        before = self.texts[name][:offset].replace("\r\n", "\n").split("\n")
        column = len(before[-1].encode("utf-16-le")) // 2
        return lsp.TextDocumentPositionParams(self._identifier(name), lsp.Position(len(before) - 1, column))

    def piece(self, name: str, place: lsp.Range) -> str:
        """What of a text a range of UTF-16 covers."""
        lines = [line.encode("utf-16-le") for line in self.texts[name].splitlines(keepends=True)]
        start = sum(map(len, lines[: place.start.line])) + place.start.character * 2
        end = sum(map(len, lines[: place.end.line])) + place.end.character * 2
        return b"".join(lines)[start:end].decode("utf-16-le")

    def _identifier(self, name: str) -> lsp.TextDocumentIdentifier:
        return lsp.TextDocumentIdentifier(self.uri(name))

    # --- diagnostics

    def diagnostics(self, name: str, version: int | None = None) -> list[lsp.Diagnostic]:
        """What is shown in a file once the server has looked at its text as it is now."""
        wanted = self.versions.get(name) if version is None else version
        return list(self.wait(lambda: self.last(name, wanted)).diagnostics)

    def last(self, name: str, version: int | None = None) -> lsp.PublishDiagnosticsParams | None:
        """The last that was published about a file, if it is about that version of it."""
        uri = self.uri(name)
        found = next((each for each in reversed(self.published) if each.uri == uri), None)
        return found if found and (version is None or found.version == version) else None

    def rules(self, name: str) -> list[str]:
        """The rules of what is shown in a file now."""
        return [str(each.code) for each in self.diagnostics(name)]

    def wait(self, condition: Callable[[], Any]) -> Any:
        """Wait until something is so."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if found := condition():
                return found
            time.sleep(0.01)
        raise AssertionError(f"it did not happen; logged: {self.logged}, shown: {self.messages}")
