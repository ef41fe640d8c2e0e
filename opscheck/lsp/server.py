"""The language server: messages in, messages out. What they say is worked out elsewhere.

Checking happens on a thread of its own, one check at a time, once nobody has typed for a moment. What came of it is
dropped if the texts have changed meanwhile, for then the next check is due. Answers are worked out on other threads, so
that none keeps another one waiting: those that change a text wait for its check, the others but a moment.
"""

import asyncio
import gc
import logging
import os
import sys
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from opscheck.display import say
from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.lsp import actions, answers
from opscheck.lsp.checks import OUR_MISTAKE, Checker, Reading
from opscheck.lsp.desk import Desk, Judged
from opscheck.lsp.dropping import Droppable, Dropped
from opscheck.lsp.texts import path_of
from opscheck.version import version

SHORTEST, LONGEST = 0.01, 0.25
"""Seconds without a change after which a check begins: an eighth of those that the last one took, within these."""
PATIENCE = 10.0
"""Seconds that a request waits for the check of its text, if it must not be answered from an earlier one."""
GLANCE = 0.2
"""Seconds that it waits otherwise: what was read before still tells of all that was not typed since."""
REST = 0.5
"""Seconds without a change after which what answers need is prepared."""
WATCHED = "**/*.{yaml,yml,toml,json}"
_WHERE_WORDS_BEGIN = lsp.CompletionOptions([" ", "-", "[", "{"])
_SWITCH = 0.001  # seconds: an answer is worked out while a large plan is checked
_RARELY = (100_000, 50, 50)  # plans hold no cycles: looking for them takes a third of the time of a large one

Answer = TypeVar("Answer")


class Server(LanguageServer):
    """opscheck for an editor. ``lang`` is the language that the command line asks for, if it does."""

    def __init__(self, checker: Checker, lang: str | None, fallback: str) -> None:
        super().__init__("opscheck", version(), text_document_sync_kind=lsp.TextDocumentSyncKind.Full)
        self.desk = Desk(checker)
        self.desk.lang = lang or fallback
        self.chosen = lang
        self.notice: Message | None = None
        self.stopped = False
        self.worker = ThreadPoolExecutor(1, "opscheck")
        self.clerks = ThreadPoolExecutor(4, "opscheck-answers")
        self.seconds = 0.0
        self.turn = asyncio.Lock()
        self.droppable = Droppable()
        self.doing: Collection[Path] = ()
        self.changed = asyncio.Event()
        self.checked = asyncio.Condition()
        self.busy = False
        self.task: asyncio.Task[None] | None = None
        self.preparing: asyncio.Task[None] | None = None

    def report_server_error(self, error: Exception, source: object) -> None:
        """A message that cannot be understood, or an answer that failed: said in the editor's log, in one sentence."""
        self.log(Message(OUR_MISTAKE, {"kind": type(error).__name__, "error": str(error).partition("\n")[0]}))

    def log(self, message: Message) -> None:
        with suppress(Exception):
            text = say(message, self.desk.lang)
            self.window_log_message(lsp.LogMessageParams(lsp.MessageType.Warning, text))

    def tell(self, message: Message, kind: lsp.MessageType = lsp.MessageType.Warning) -> None:
        """Show the user a sentence."""
        self.window_show_message(lsp.ShowMessageParams(kind, say(message, self.desk.lang)))

    # --- checking

    def touch(self) -> None:
        """Something is due, or has gone: what is being done about that is out of date."""
        self.changed.set()
        if self.desk.due.intersection(self.doing):
            self.droppable.drop()

    async def keep_checking(self) -> None:
        """Check what is due, again and again, once nobody has typed for a moment."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.changed.wait(), REST)
            if not self.changed.is_set():
                await self.work(self.desk.prepare, self.desk.texts.paths)
                await self.changed.wait()
            while self.changed.is_set():
                self.changed.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.changed.wait(), min(max(self.seconds / 8, SHORTEST), LONGEST))
            self.busy = True
            await self.check()
            self.busy = False
            async with self.checked:
                self.checked.notify_all()

    async def check(self) -> None:
        """Check what is due, and show what was found. What is dropped is due again."""
        due, texts = set(self.desk.due), self.desk.texts.as_they_are()
        self.desk.due.clear()
        start = time.monotonic()
        try:
            judged = await self.work(partial(self.desk.judge, due, texts), due)
            if judged is None:
                self.desk.due |= due.intersection(self.desk.texts.paths)
                return
            self.publish(judged)
        except Exception as error:  # noqa: BLE001 - the next keystroke is another chance
            self.report_server_error(error, None)
        self.seconds = time.monotonic() - start

    async def work(self, job: Callable[[], Answer], about: Collection[Path] = ()) -> Answer | None:
        """Do something on the thread that checks; None if one of the files that it is about was touched meanwhile."""
        async with self.turn:
            self.doing = about
            try:
                return await asyncio.get_running_loop().run_in_executor(self.worker, self.droppable.run, job)
            except Dropped:  # too late to be caught there
                return None
            finally:
                self.doing = ()

    async def prepare(self, reading: Reading) -> None:
        """Make ready what hovering tells of a plan, unless a check is under way that it would slow down.

        That takes as long as a check: whoever asks of a large plan is answered without what is right in it, and the
        next one is told of that, too.
        """
        if self.busy or self.desk.due or reading.is_prepared:
            return
        if self.preparing is None or self.preparing.done():
            self.preparing = asyncio.create_task(self.work(reading.prepare, list(reading.documents)))
        await asyncio.wait([self.preparing], timeout=GLANCE)
        if self.preparing.done():
            self.preparing.result()

    async def aside(self, answer: Callable[["Server", Any], Answer], params: Any) -> Answer:
        """Work out an answer without keeping anybody from being answered."""
        return await asyncio.get_running_loop().run_in_executor(self.clerks, answer, self, params)

    async def settled(self, patience: float) -> None:
        """Wait until what was typed so far has been checked, though not for ever."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience), self.checked:
                await self.checked.wait_for(lambda: not (self.busy or self.desk.due or self.changed.is_set()))

    def publish(self, judged: Sequence[Judged]) -> None:
        """Show what was found."""
        for path, diagnostics in self.desk.take(judged).items():
            text = self.desk.texts.get(path)
            version_ = text.version if text else None
            self.text_document_publish_diagnostics(
                lsp.PublishDiagnosticsParams(self.desk.texts.uri(path), diagnostics, version_)
            )

    # --- what the client can do

    def can(self, *path: str) -> Any:
        """What the client says of one of its capabilities; None where it says nothing."""
        found: Any = self.protocol.client_capabilities
        for name in path:
            found = getattr(found, name, None)
        return found


def serve(checker: Checker, lang: str | None, fallback: str, notice: Message | None = None) -> int:
    """Speak the protocol on the standard streams until the client says good-bye; the exit code is the protocol's.

    ``notice`` is put into the editor's log.
    """
    for name in ("pygls", "asyncio"):
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = bool(os.environ.get("OPSCHECK_DEBUG"))
    reader, writer = _own_streams()
    server = Server(checker, lang, fallback)
    server.notice = notice
    register(server)
    gc.set_threshold(*_RARELY)
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(_SWITCH)
    server.start_io(reader, writer)
    server.droppable.drop()  # an editor that is killed leaves no server that goes on checking
    for pool in (server.worker, server.clerks):
        pool.shutdown(wait=False, cancel_futures=True)
    return 0 if server.stopped else 1


def _own_streams() -> tuple[BinaryIO, BinaryIO]:
    """The streams of the protocol, kept from everybody else: what a rule prints goes to standard error."""
    reader, writer = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return reader, writer


# --- messages


def register(server: Server) -> None:
    """Tie the messages of the protocol to what answers them."""
    _lifecycle(server)
    _documents(server)
    _requests(server)


def _lifecycle(server: Server) -> None:
    @server.feature(lsp.INITIALIZE)
    def initialize(params: lsp.InitializeParams) -> None:
        desk = server.desk
        if not server.chosen and params.locale:
            desk.lang = "zh" if params.locale.lower().startswith("zh") else "en"
        desk.encoding = str(getattr(server.workspace.position_encoding, "value", server.workspace.position_encoding))
        if not server.can("text_document", "code_action", "resolve_support"):
            server.protocol.fm.features.pop(lsp.CODE_ACTION_RESOLVE, None)

    @server.feature(lsp.INITIALIZED)
    async def initialized(_: lsp.InitializedParams) -> None:
        server.task = asyncio.create_task(server.keep_checking())
        if server.notice:
            server.log(server.notice)
        await server.work(lambda: server.desk.vocabulary.keys(()))
        if server.can("workspace", "did_change_watched_files", "dynamic_registration"):
            watcher = lsp.FileSystemWatcher(WATCHED)
            options = lsp.DidChangeWatchedFilesRegistrationOptions([watcher])
            registration = lsp.Registration("files", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            await server.client_register_capability_async(lsp.RegistrationParams([registration]))

    @server.feature(lsp.SHUTDOWN)
    def shutdown(_: None) -> None:
        server.stopped = True
        if server.task:
            server.task.cancel()


def _documents(server: Server) -> None:
    desk = server.desk

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: lsp.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        desk.touch(desk.texts.put(document.uri, document.version, document.text))
        server.touch()

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: lsp.DidChangeTextDocumentParams) -> None:
        uri, changes = params.text_document.uri, params.content_changes
        if changes:
            desk.touch(desk.texts.put(uri, params.text_document.version, changes[-1].text))
            server.touch()

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: lsp.DidSaveTextDocumentParams) -> None:
        desk.texts.saved(params.text_document.uri)
        desk.touch_all()
        server.touch()

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: lsp.DidCloseTextDocumentParams) -> None:
        desk.touch(desk.texts.close(params.text_document.uri))
        server.touch()

    def something_else(_: Any) -> None:
        """Files came, went or have another content, or the folders are others: all that is open is checked anew."""
        desk.touch_all()
        server.touch()

    for message in (
        lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS,
        lsp.WORKSPACE_DID_CHANGE_CONFIGURATION,
    ):
        server.feature(message)(something_else)
    every_file = lsp.FileOperationRegistrationOptions([lsp.FileOperationFilter(lsp.FileOperationPattern("**"))])
    for message in (lsp.WORKSPACE_DID_CREATE_FILES, lsp.WORKSPACE_DID_RENAME_FILES, lsp.WORKSPACE_DID_DELETE_FILES):
        server.feature(message, every_file)(something_else)


def _requests(server: Server) -> None:
    """Each request is answered by one function over what the server knows; one that fails is answered with nothing."""

    def answering(
        message: str,
        answer: Callable[[Server, Any], Any],
        options: Any = None,
        patience: Callable[[Server, Any], float] = lambda *_: PATIENCE,
    ) -> None:
        async def handler(params: Any) -> Any:
            try:
                await server.settled(patience(server, params))
                if asyncio.iscoroutinefunction(answer):
                    return await answer(server, params)
                return await server.aside(answer, params)
            except UserError as error:
                server.tell(error.message)
            except Exception as error:  # noqa: BLE001 - the editor goes on, whatever happens
                server.report_server_error(error, None)
            return None

        server.feature(message, options)(handler)

    kinds = [lsp.CodeActionKind.QuickFix, actions.FIX_ALL]
    answering(lsp.TEXT_DOCUMENT_COMPLETION, answers.completion, _WHERE_WORDS_BEGIN, lambda *_: 0)
    for message, answer in (
        (lsp.TEXT_DOCUMENT_HOVER, answers.hover),
        (lsp.TEXT_DOCUMENT_DEFINITION, answers.definition),
        (lsp.TEXT_DOCUMENT_REFERENCES, answers.references),
        (lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, answers.highlights),
        (lsp.TEXT_DOCUMENT_PREPARE_RENAME, answers.prepare_rename),
    ):
        answering(message, answer, patience=_glance)
    answering(lsp.TEXT_DOCUMENT_RENAME, answers.rename)
    answering(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL, answers.document_symbols)
    answering(lsp.WORKSPACE_SYMBOL, answers.workspace_symbols)
    options = lsp.CodeActionOptions(kinds, resolve_provider=True)
    answering(lsp.TEXT_DOCUMENT_CODE_ACTION, answers.code_actions, options)
    answering(lsp.CODE_ACTION_RESOLVE, answers.resolved)

    @server.command(actions.EXPLAIN)
    async def explain(rule: str) -> None:
        await answers.explain(server, rule)


def _glance(server: Server, params: Any) -> float:
    """How long to wait for the check of a text; not at all if an earlier state is known and checking takes long."""
    if server.desk.reading_of(path_of(params.text_document.uri)) is None:
        return PATIENCE
    return GLANCE if server.seconds < GLANCE else 0
