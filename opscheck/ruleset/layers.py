"""What a ruleset says, layer by layer, before it is known which rules that means."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from opscheck.finding import Severity
from opscheck.project.globs import matches
from opscheck.source import Span

if TYPE_CHECKING:
    from opscheck.declared.rule import DeclaredRule

WORDS = ("on", "off", *Severity.__members__)


class Setting(NamedTuple):
    """What a ruleset says about the rules that a glob matches."""

    pattern: str
    severity: str | None  # "on", "off", a severity, or None where only parameters are set
    parameters: Mapping[str, Any]
    span: Span
    places: Mapping[str, tuple[Span, Span]]  # the key and the value of each parameter
    declared: "type[DeclaredRule] | None" = None  # the rule, where it is declared and not only configured


class Layer(NamedTuple):
    """Settings that hold together: for all files, or for those that match one of the globs; or what waivers may do."""

    settings: Sequence[Setting]
    files: tuple[str, ...] = ()
    installed: bool = False  # it came with a plugin, which may name the rules of others that are not installed
    severities: Mapping[str, str] = {}  # what becomes of each severity that the layers before this one gave
    waivers: Mapping[str, Any] = MappingProxyType({})

    def holds_for(self, file: str) -> bool:
        """Whether the layer speaks of this file, a path with ``/`` relative to the repository root."""
        return not self.files or any(matches(file, glob) for glob in self.files)
