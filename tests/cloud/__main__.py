"""An AWS look-alike on loopback that plays a demo story in real time, until interrupted."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from glueflow_tui.errors import UsageError
from glueflow_tui.sources.demo.stories import story_names
from tests.cloud.asking import REGION
from tests.cloud.following import MovedStory
from tests.cloud.moto_world import MotoWorld, run_moto_world
from tests.cloud.strict import run_strict_cloud

_REFRESH_SECONDS = 5.0
_MANUAL = """\
{kind} plays the story "{story}" at {url}
It began at {begins:%H:%M} UTC and goes on in real time; Ctrl-C ends it. In another terminal:

export AWS_ENDPOINT_URL={url} AWS_REGION={region}
export AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing
glueflow watch {jobs}
glueflow check {jobs}
glueflow check {jobs} --json
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m tests.cloud", description=__doc__)
    parser.add_argument("--story", default="document", metavar="|".join(story_names()))
    parser.add_argument("--port", type=int, default=0, help="default: any free one")
    parser.add_argument(
        "--minutes",
        type=int,
        default=120,
        help="of the story that were past at the last :00 or :30",
    )
    parser.add_argument(
        "--strict", action="store_true", help="small pages and late points instead of moto"
    )
    options = parser.parse_args(argv)
    try:
        story = MovedStory(options.story, past=timedelta(minutes=options.minutes))
    except UsageError as error:
        parser.error(str(error))
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    serve = _serve_strict if options.strict else _serve_moto
    with serve(story, options.port, stop) as url:
        manual = _MANUAL.format(
            kind="A strict endpoint" if options.strict else "moto",
            story=options.story,
            url=url,
            begins=story.begins,
            region=REGION,
            jobs=" ".join(story.jobs()),
        )
        print(manual, flush=True)
        stop.wait()
    return 0


@contextmanager
def _serve_strict(story: MovedStory, port: int, stop: threading.Event) -> Iterator[str]:
    with run_strict_cloud(story, port) as cloud:
        yield cloud.url


@contextmanager
def _serve_moto(story: MovedStory, port: int, stop: threading.Event) -> Iterator[str]:
    with run_moto_world(port) as world:
        world.show(story())
        feeder = threading.Thread(target=_feed, args=(world, story, stop))
        feeder.start()
        try:
            yield world.url
        finally:
            stop.set()
            feeder.join()


def _feed(world: MotoWorld, story: MovedStory, stop: threading.Event) -> None:
    while not stop.wait(_REFRESH_SECONDS):
        world.show(story())


if __name__ == "__main__":
    sys.exit(main())
