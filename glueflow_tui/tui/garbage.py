"""When Python looks for garbage, once all is loaded and the first report is there."""

from __future__ import annotations

import gc

_FEWEST = 10_000
"""Objects made between looks: more than a poll of 200 chains makes and lets go of, for to look
through those takes an eighth of it."""
_SHARE = 40
"""One in so many of those that stay: a poll of 1,000 chains makes more, too."""


def settle() -> None:
    """What is loaded stays, and is looked through no more: that would hold up the keys for 0.1 s.

    Every second look goes through all that was made since; Python would do so several times as
    seldom, and garbage add up to megabytes in a day.
    """
    gc.freeze()
    # Python waits for a quarter of what it looked through last: by now that is nothing.
    gc.collect()
    gc.set_threshold(max(_FEWEST, gc.get_freeze_count() // _SHARE), 1, 0)
