"""The answers to an editor's requests: its positions turned into ours, and what was found turned back."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lsprotocol import types as lsp

from opscheck.core import CORE_RULES
from opscheck.documentation import documentation
from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.lsp.actions import Offer, actions, work_out
from opscheck.lsp.checks import Reading
from opscheck.lsp.completion import Known, complete
from opscheck.lsp.edits import text_edits
from opscheck.lsp.hover import Hover
from opscheck.lsp.navigation import Thing, refusal, span_in
from opscheck.lsp.pages import page_of
from opscheck.lsp.places import place_at
from opscheck.lsp.positions import MARK
from opscheck.lsp.symbols import outline
from opscheck.lsp.texts import path_of
from opscheck.source import Span
from opscheck.translations import translate

if TYPE_CHECKING:
    from opscheck.lsp.server import Server

NOTHING_THERE = "there is no id here"
CHANGED = "{file} has changed meanwhile"
_MOST_SYMBOLS = 500


async def hover(server: "Server", params: lsp.HoverParams) -> lsp.Hover | None:
    reading = server.desk.reading_of(path_of(params.text_document.uri))
    if reading is not None:
        await server.prepare(reading)
    return await server.aside(_hover, params)


def _hover(server: "Server", params: lsp.HoverParams) -> lsp.Hover | None:
    desk, path = server.desk, path_of(params.text_document.uri)
    vocabulary, reading = desk.vocabulary_of(path) if path else None, desk.reading_of(path)
    if path is None or vocabulary is None:
        return None
    document = reading.documents[path] if reading else desk.document(path)
    view = desk.views().view(path, document)
    offset = view.offset(params.position)
    place = place_at(document, offset) if offset is not None else None
    shown = view.range(*place.pointed) if place else None
    if offset is None or place is None or shown is None:
        return None
    formats = server.can("text_document", "hover", "content_format") or []
    markdown = lsp.MarkupKind.Markdown in formats
    names = reading and not place.on_key and vocabulary.names(place.path)
    things = list(reading.index.at(document.file, *document.source.place(offset))) if reading and names else []
    shown_as = Hover(desk.catalogue, desk.lang, markdown=markdown)
    text = shown_as.text(reading, document, place, vocabulary, things)
    kind = lsp.MarkupKind.Markdown if markdown else lsp.MarkupKind.PlainText
    return lsp.Hover(lsp.MarkupContent(kind, text), shown) if text else None


def completion(server: "Server", params: lsp.CompletionParams) -> lsp.CompletionList | None:
    desk, path = server.desk, path_of(params.text_document.uri)
    vocabulary, reading = desk.vocabulary_of(path) if path else None, desk.reading_of(path)
    if path is None or vocabulary is None:
        return None
    positions = desk.views().view(path).positions
    known = Known(lambda: reading.index.named if reading else {}, desk.catalogue, desk.lang)
    return complete(positions, positions.offset(params.position), vocabulary, known)


# --- actions


async def code_actions(server: "Server", params: lsp.CodeActionParams) -> list[lsp.CodeAction | lsp.Command]:
    desk, path = server.desk, path_of(params.text_document.uri)
    outcome = desk.outcome_of(path) if path else None
    if path is None or outcome is None:
        return []
    only = params.context.only
    wanted = [str(getattr(kind, "value", kind)) for kind in only] if only else None
    diagnoser = desk.diagnoser(desk.views())
    found: list[lsp.CodeAction | lsp.Command] = []
    for reading in outcome.readings:
        if path in reading.documents:
            found += actions(Offer(reading, path, params.range, diagnoser), wanted, desk.lang)
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
        action.edit = _workspace_edit(server, changed or {})
    return action


def _workspace_edit(server: "Server", changed: Mapping[Path, tuple[bytes, bytes]]) -> lsp.WorkspaceEdit:
    """The changes as edits of the editor's texts. Raises UserError where one of them is another one by now."""
    edits, views = {}, server.desk.views()
    for path, (old, new) in changed.items():
        positions = views.view(path).positions
        before, after = (raw.decode().removeprefix(MARK) for raw in (old, new))
        if positions.text.content != before:
            raise UserError(Message(CHANGED, {"file": path.name}))
        edits[path] = text_edits(after, positions)
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
    places = _Places(server)
    return _once(places.location(each, each.thing.declaration) for each in places.named_at(params))


def references(server: "Server", params: lsp.ReferenceParams) -> list[lsp.Location]:
    places, whole = _Places(server), params.context.include_declaration
    found = [(each, each.thing.places if whole else each.thing.mentions) for each in places.named_at(params)]
    return _once(places.location(each, span) for each, spans in found for span in spans)


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
    places = _Places(server)
    found = places.one_at(params)
    refused = refusal(found.reading.index, found.thing, found.thing.id + "-2")
    if refused and refused[0].startswith("the id"):
        raise UserError(Message(*refused))
    here = places.location(found, found.place)
    return lsp.PrepareRenamePlaceholder(here.range, found.thing.id) if here else None


def rename(server: "Server", params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
    places = _Places(server)
    found = places.one_at(params)
    refused = refusal(found.reading.index, found.thing, params.new_name)
    if refused:
        raise UserError(Message(*refused))
    edits: dict[Path, list[lsp.TextEdit]] = {}
    for span in dict.fromkeys(found.thing.places):
        path, place = found.reading.path_of(span.file), places.location(found, span)
        if place is None:
            raise UserError(Message(CHANGED, {"file": span.file}))
        edits.setdefault(path, []).append(lsp.TextEdit(place.range, params.new_name))
    return _edit_of(server, edits)


class _Named(NamedTuple):
    """A thing whose id stands at a position: in which plan, and where."""

    reading: Reading
    thing: Thing
    place: Span


class _Places:
    """Where ids are, as the editor counts."""

    def __init__(self, server: "Server") -> None:
        self._desk = server.desk
        self._views = server.desk.views()

    def named_at(self, params: Any) -> Iterator[_Named]:
        """The things whose id stands at a position, in any of the plans that the file belongs to."""
        path = path_of(params.text_document.uri)
        if path is None:
            return
        for reading in self._desk.readings_of(path):
            document = reading.documents[path]
            offset = self._views.view(path, document).offset(params.position)
            pointed = place_at(document, offset) if offset is not None else None
            if offset is not None and pointed and self._desk.vocabulary.names(pointed.path):
                place = document.source.place(offset)
                for thing in reading.index.at(document.file, *place):
                    yield _Named(reading, thing, span_in(thing, document.file, *place))

    def one_at(self, params: Any) -> _Named:
        """The first of these. Raises UserError where there is none."""
        found = next(self.named_at(params), None)
        if found is None:
            raise UserError(Message(NOTHING_THERE))
        return found

    def location(self, named: _Named, span: Span) -> lsp.Location | None:
        """Where a span of a plan is now, if it is still there."""
        path = named.reading.path_of(span.file)
        return self._views.location(path, span, named.reading.documents.get(path))


def _once(places: Iterable[lsp.Location | None]) -> list[lsp.Location]:
    found = {(place.uri, str(place.range)): place for place in places if place}
    return list(found.values())


# --- symbols


def document_symbols(server: "Server", params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol] | None:
    desk, path = server.desk, path_of(params.text_document.uri)
    reading = desk.reading_of(path)
    if path is None or reading is None:
        return None
    document = reading.documents[path]
    return outline(document, desk.views().view(path, document))


def workspace_symbols(server: "Server", params: lsp.WorkspaceSymbolParams) -> list[lsp.WorkspaceSymbol]:
    """The ids in all plans that are open, by a part of the id or of what the plan calls the thing."""
    wanted, views = params.query.casefold(), server.desk.views()
    found: list[lsp.WorkspaceSymbol] = []
    for reading in server.desk.readings:
        for thing in reading.index.things:
            if wanted in thing.id.casefold() or wanted in thing.title.casefold():
                path = reading.path_of(thing.declaration.file)
                place = views.location(path, thing.declaration, reading.documents.get(path))
                name = f"{thing.id}: {thing.title}" if thing.title else thing.id
                section = thing.section.removesuffix("[*]")
                if place:
                    found.append(lsp.WorkspaceSymbol(place, name, lsp.SymbolKind.Object, container_name=section))
                if len(found) == _MOST_SYMBOLS:
                    return found
    return found
