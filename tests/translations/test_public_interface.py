"""What the documentation of the public interface says, in Chinese."""

import public_api_chinese


def test_everything_about_it_is_translated():
    """To translate what is new: python tests/public_api.py, tests/data/public-api.zh.po, and the first once more."""
    assert public_api_chinese.untranslated() == []


def test_a_paragraph_is_one_line_in_chinese_and_what_is_laid_out_stays_so():
    text = "一段，\n同一段。\n\n    id   甲\n         乙\n\n下一段"
    assert public_api_chinese._unbroken(text) == "一段，同一段。\n\n    id   甲\n         乙\n\n下一段"
