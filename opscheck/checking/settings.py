"""What the configuration says of a run as a whole."""

from typing import NamedTuple

from opscheck.engine.isolate import RuleLimits
from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.plugins import Plugins
from opscheck.project.config import Config
from opscheck.reports import FORMATS
from opscheck.source import Span

NO_FORMAT = "there is no report format {name}: the formats are {known}"
NO_FORMAT_MEANT = "there is no report format {name}: did you mean {meant}?"
FORMAT_OF_PLUGIN = "it comes with the plugin that has the topic {topic}: install it, and name it in require-plugins"


class Settings(NamedTuple):
    """What the configuration says of the run as a whole: that of the first plan, else of the current folder."""

    lang: str | None
    format: str | None
    fail_on: str | None
    limits: RuleLimits


def settings_of(config: Config, plugins: Plugins) -> Settings:
    """What a configuration says of the run as a whole. Raises UserError for a format that is none."""
    if config.format is not None:
        check_format(config.format, plugins, config.span_of("format"))
    return Settings(config.lang, config.format, config.fail_on, RuleLimits(*config.rule_limits))


def check_format(name: str, plugins: Plugins, span: Span | None = None) -> None:
    """Raises UserError if there is no report format of this name."""
    known = sorted((*FORMATS, *plugins.formats))
    if name in known:
        return
    from opscheck.meant import closest

    meant = closest(name, known)
    template = NO_FORMAT_MEANT if meant else NO_FORMAT
    help_ = Message(FORMAT_OF_PLUGIN, {"topic": name.partition("/")[0]}) if "/" in name else None
    raise UserError(Message(template, {"name": name, "meant": meant, "known": tuple(known)}), span, help_)
