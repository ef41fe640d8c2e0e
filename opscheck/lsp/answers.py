"""The answers to an editor's requests: its positions turned into ours, and what was found turned back."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from opscheck.core import CORE_RULES
from opscheck.documentation import documentation
from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.lsp.actions import Offer, actions, work_out
from opscheck.lsp.completion import complete
from opscheck.lsp.edits import text_edits
from opscheck.lsp.hover import Hover
from opscheck.lsp.navigation import Index, Thing, refusal, span_in
from opscheck.lsp.pages import page_of
from opscheck.lsp.places import place_at
from opscheck.lsp.positions import MARK
from opscheck.lsp.symbols import outline
from opscheck.lsp.texts import path_of
from opscheck.source import Document, Span, Text
from opscheck.translations import translate

if TYPE_CHECKING:
    from opscheck.lsp.server import Server

NOTHING_THERE = "there is no id here"
_MOST_SYMBOLS = 500


def hover(server: "Server", params: lsp.HoverParams) -> lsp.Hover | None:
    desk, path = server.desk, path_of(params.text_document.uri)
    document = desk.document(path) if path else None
    reading = desk.reading_of(path) if path else None
    if path is None or document is None or reading is None:
        return None
    positions = desk.positions(path, document.source)
    offset = positions.offset(params.position)
    place = place_at(document, offset)
    if place is None:
        return None
    formats = server.can("text_document", "hover", "content_format") or []
    markdown = lsp.MarkupKind.Markdown in formats
    things = list(reading.index.at(document.file, *document.source.place(offset))) if not place.on_key else []
    text = Hover(desk.catalogue, desk.lang, markdown=markdown).text(reading, document, place, desk.vocabulary, things)
    kind = lsp.MarkupKind.Markdown if markdown else lsp.MarkupKind.PlainText
    return lsp.Hover(lsp.MarkupContent(kind, text), positions.range(*place.pointed)) if text else None


def completion(server: "Server", params: lsp.CompletionParams) -> lsp.CompletionList | None:
    desk, path = server.desk, path_of(params.text_document.uri)
    text = desk.texts.get(path)
    if path is None or text is None or desk.reading_of(path) is None:
        return None
    positions = desk.positions(path)
    content = positions.text.content
    return complete(content, positions.offset(params.position), positions, desk.vocabulary, desk.known(path))


# --- actions


async def code_actions(server: "Server", params: lsp.CodeActionParams) -> list[lsp.CodeAction | lsp.Command]:
    desk, path = server.desk, path_of(params.text_document.uri)
    outcome = desk.outcome_of(path) if path else None
    if path is None or outcome is None:
        return []
    only = params.context.only
    wanted = [str(getattr(kind, "value", kind)) for kind in only] if only else None
    diagnoser = desk.diagnoser(outcome)
    found: list[lsp.CodeAction | lsp.Command] = []
    for reading in outcome.readings:
        if path in reading.documents:
            found += actions(Offer(reading, path, params.range, diagnoser.of_finding), wanted, desk.lang)
    if server.can("text_document", "code_action", "resolve_support"):
        return found
    return [action for each in found if (action := await _resolved_at_once(server, each))]


async def _resolved_at_once(
    server: "Server", action: lsp.CodeAction | lsp.Command
) -> lsp.CodeAction | lsp.Command | None:
    """An action for an editor that does not ask again; None for one that would be refused."""
    try:
        return action if isinstance(action, lsp.Command) else await _with_edit(server, action)
    except UserError:
        return None


async def resolved(server: "Server", action: lsp.CodeAction) -> lsp.CodeAction:
    """The action with its edit. Where it is refused it has none, and the user is told why."""
    try:
        return await _with_edit(server, action)
    except UserError as error:
        server.tell(error.message)
        return action


async def _with_edit(server: "Server", action: lsp.CodeAction) -> lsp.CodeAction:
    if isinstance(action.data, Mapping):
        checker, texts = server.desk.checker, dict(server.desk.texts.raw())
        changed = await server.work(lambda: work_out(action.data, checker.request, checker.plugins, texts))
        action.edit = _workspace_edit(server, changed)
    return action


def _workspace_edit(server: "Server", changed: Mapping[Path, tuple[bytes, bytes]]) -> lsp.WorkspaceEdit:
    """The changes as edits of the editor's texts. Raises UserError where one of them is another one by now."""
    edits = {}
    for path, (old, new) in changed.items():
        before, after = (raw.decode().removeprefix(MARK) for raw in (old, new))
        edits[path] = text_edits(after, server.desk.positions(path, Text(str(path), before)))
    return _edit_of(server, edits)


def _edit_of(server: "Server", edits: Mapping[Path, list[lsp.TextEdit]]) -> lsp.WorkspaceEdit:
    """Edits by file, with the versions of the texts where the editor can compare them."""
    texts = server.desk.texts
    if not server.can("workspace", "workspace_edit", "document_changes"):
        return lsp.WorkspaceEdit({texts.uri(path): each for path, each in edits.items()})
    return lsp.WorkspaceEdit(
        document_changes=[
            lsp.TextDocumentEdit(
                lsp.OptionalVersionedTextDocumentIdentifier(texts.uri(path), opened.version if opened else None),
                list(each),
            )
            for path, each in edits.items()
            for opened in [texts.get(path)]
        ]
    )


async def explain(server: "Server", rule: str) -> None:
    """Open the page about a rule, or say what it asks for and why."""
    page = page_of(rule, server.desk.checker.plugins)
    if page and server.can("window", "show_document", "support"):
        shown = await server.window_show_document_async(lsp.ShowDocumentParams(page, external=True))
        if shown.success:
            return
    lang, known = server.desk.lang, server.desk.catalogue.rules.get(rule)
    if known is not None:
        text = documentation(known)
        said = [text.summary, *text.why]
    else:
        said = [CORE_RULES[rule].summary] if rule in CORE_RULES else []
    if said:
        message = "\n".join([rule, *(translate(part, lang) for part in said), *([page] if page else [])])
        server.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Info, message))


# --- ids


def definition(server: "Server", params: lsp.DefinitionParams) -> list[lsp.Location]:
    return [_location(server, path, thing.declaration) for path, thing in _things(server, params)]


def references(server: "Server", params: lsp.ReferenceParams) -> list[lsp.Location]:
    found = _things(server, params)
    if params.context.include_declaration:
        return _once(_location(server, path, span) for path, thing in found for span in thing.places)
    return _once(_location(server, path, span) for path, thing in found for span in thing.mentions)


def highlights(server: "Server", params: lsp.DocumentHighlightParams) -> list[lsp.DocumentHighlight]:
    here = params.text_document.uri
    return [
        lsp.DocumentHighlight(place.range, lsp.DocumentHighlightKind.Text)
        for place in references(server, _including_declaration(params))
        if place.uri == here
    ]


def _including_declaration(params: Any) -> lsp.ReferenceParams:
    return lsp.ReferenceParams(lsp.ReferenceContext(True), params.text_document, params.position)


def prepare_rename(server: "Server", params: lsp.PrepareRenameParams) -> lsp.PrepareRenamePlaceholder | None:
    found = _thing(server, params)
    if found is None:
        raise UserError(Message(NOTHING_THERE))
    root, index, thing, place = found
    refused = refusal(index, thing, thing.id + "-2")
    if refused and refused[0].startswith("the id"):
        raise UserError(Message(*refused))
    return lsp.PrepareRenamePlaceholder(_location(server, root, place).range, thing.id)


def rename(server: "Server", params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
    found = _thing(server, params)
    if found is None:
        raise UserError(Message(NOTHING_THERE))
    root, index, thing, _ = found
    refused = refusal(index, thing, params.new_name)
    if refused:
        raise UserError(Message(*refused))
    edits: dict[Path, list[lsp.TextEdit]] = {}
    for span in dict.fromkeys(thing.places):
        place = _location(server, root, span).range
        edits.setdefault(root / span.file, []).append(lsp.TextEdit(place, params.new_name))
    return _edit_of(server, edits)


def _thing(server: "Server", params: Any) -> tuple[Path, Index, Thing, Span] | None:
    """The thing whose id stands at a position, and that place."""
    path = path_of(params.text_document.uri)
    reading, document = (server.desk.reading_of(path), server.desk.document(path)) if path else (None, None)
    for root, thing in _things(server, params):
        if path is not None and reading is not None and document is not None:
            place = _place(server, path, document, params.position)
            return root, reading.index, thing, span_in(thing, document.file, *place)
    return None


def _things(server: "Server", params: Any) -> list[tuple[Path, Thing]]:
    """The things whose id stands at a position, in any of the plans that the file belongs to."""
    desk, path = server.desk, path_of(params.text_document.uri)
    outcome = desk.outcome_of(path) if path else None
    found = []
    for reading in outcome.readings if outcome else ():
        document = reading.documents.get(path) if path else None
        if document is not None and path is not None:
            place = _place(server, path, document, params.position)
            found += [(reading.root, thing) for thing in reading.index.at(document.file, *place)]
    return found


def _place(server: "Server", path: Path, document: Document, position: lsp.Position) -> tuple[int, int]:
    positions = server.desk.positions(path, document.source)
    return document.source.place(positions.offset(position))


def _location(server: "Server", root: Path, span: Span) -> lsp.Location:
    path = root / span.file
    reading = server.desk.reading_of(path)
    document = reading.documents.get(path) if reading else None
    positions = server.desk.positions(path, document.source if document else None)
    return lsp.Location(server.desk.texts.uri(path), positions.range_of(span))


def _once(places: Iterable[lsp.Location]) -> list[lsp.Location]:
    found: list[lsp.Location] = []
    for place in places:
        if place not in found:
            found.append(place)
    return found


# --- symbols


def document_symbols(server: "Server", params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol] | None:
    path = path_of(params.text_document.uri)
    document = server.desk.document(path) if path else None
    if path is None or document is None:
        return None
    return outline(document, server.desk.positions(path, document.source))


def workspace_symbols(server: "Server", params: lsp.WorkspaceSymbolParams) -> list[lsp.WorkspaceSymbol]:
    """The ids in all plans that are open, by a part of the id or of what the plan calls the thing."""
    wanted = params.query.casefold()
    found = []
    for reading in server.desk.readings:
        for thing in reading.index.things:
            if wanted in thing.id.casefold() or wanted in thing.title.casefold():
                place = _location(server, reading.root, thing.declaration)
                name = f"{thing.id}: {thing.title}" if thing.title else thing.id
                section = thing.section.removesuffix("[*]")
                found.append(lsp.WorkspaceSymbol(place, name, lsp.SymbolKind.Object, container_name=section))
                if len(found) == _MOST_SYMBOLS:
                    return found
    return found
