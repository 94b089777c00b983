from __future__ import annotations

from glueflow_tui.model.chain import Chain, Link, LinkOrigin, link_jobs
from glueflow_tui.output.chains import chains_document, render_chains
from glueflow_tui.output.style import TextStyle

SUGGESTED = Link("a", "b", LinkOrigin.SUGGESTED, "s3://lake/x/")


def test_suggested_links_stand_apart_from_what_was_found() -> None:
    document = chains_document([link_jobs(["x", "y"])], [SUGGESTED])
    text = render_chains([link_jobs(["x", "y"])], [SUGGESTED])

    assert document["suggested"] == [
        {"upstream": "a", "downstream": "b", "origin": "suggested", "via": "s3://lake/x/"}
    ]
    assert "a" not in str(document["chains"]).replace("name", "").replace("active", "").split("'")
    assert text.splitlines()[-1] == "    a → b (s3://lake/x/)"


def test_names_that_would_steer_the_terminal_are_made_harmless() -> None:
    nasty = "a\x1b[2J\nb"
    chain = Chain(
        nasty, (nasty, "y"), (Link(nasty, "y", LinkOrigin.TRIGGER, nasty),), notes=(nasty,)
    )
    text = render_chains([chain], [Link(nasty, "y", LinkOrigin.SUGGESTED, nasty)])

    assert "\x1b" not in text
    assert len(text.splitlines()) == 6


def test_in_ascii_no_other_character_is_written() -> None:
    text = render_chains([link_jobs(["x", "y"])], [SUGGESTED], TextStyle(ascii_only=True))

    assert "x -> y" in text
    assert "a -> b" in text
