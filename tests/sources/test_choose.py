from __future__ import annotations

from datetime import time, timedelta

import pytest

from glueflow_tui.errors import CredentialsError, UsageError
from glueflow_tui.settings import SourceSettings
from glueflow_tui.sources.choose import check_story, open_source

STEP = timedelta(seconds=60)


def test_a_story_is_told_by_the_demo() -> None:
    source = open_source(SourceSettings(demo="document", at=time(14)), STEP)
    first, second = source.poll(), source.poll()

    assert first is not None
    assert second is not None
    assert first.source.name == "document"
    assert (first.taken_at.hour, first.taken_at.minute) == (14, 0)
    assert second.taken_at - first.taken_at == STEP


def test_an_unknown_story_is_refused_before_anything_is_opened() -> None:
    with pytest.raises(UsageError, match="document"):
        check_story(SourceSettings(demo="documnt"))
    check_story(SourceSettings(demo="bookmarked"))
    check_story(SourceSettings())


def test_without_a_story_it_is_aws() -> None:
    settings = SourceSettings(jobs=("a", "b"), region="eu-west-1")

    with pytest.raises(CredentialsError):
        open_source(settings, STEP).poll()
