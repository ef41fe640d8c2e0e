"""What a check says besides its findings."""

from collections.abc import Iterator

from opscheck.display import counted, located
from opscheck.tui.dialogs.reading import ReadingDialog
from opscheck.tui.explaining import Block

TITLE = "what the check says besides its findings"
SKIPPED_ONE, SKIPPED = "{count} file skipped", "{count} files skipped"
NONE = "nothing"


class NoticesDialog(ReadingDialog):
    """Shows what would be on standard error where there is no screen."""

    def title_text(self) -> str:
        return self.spoken(TITLE)

    def blocks(self) -> Iterator[Block]:
        review = self.review_app.review
        for notice in review.notices:
            yield Block("text", located(notice.message, notice.span, review.lang))
            yield Block("text", "")
        skipped = review.run.skipped_files
        if skipped:
            yield Block("quiet", counted(SKIPPED_ONE, SKIPPED, skipped, review.lang))
        elif not review.notices:
            yield Block("quiet", self.spoken(NONE))
