"""Names in an observation replaced by numbered ones, the same name by the same wherever it stands.

Masked are account, profile, chains, jobs, crawlers, triggers, workflows, roles with their sessions,
buckets and the parts of S3 keys. Kept are run ids, times, numbers, regions, states, and words that
mean something to Glue.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from glueflow_tui.model.chain import Chain, Link
from glueflow_tui.model.jobs import Arguments, Job, JobRun, Script, Trigger
from glueflow_tui.model.observation import Observation
from glueflow_tui.sources.recording.words import KEPT

_LOCATION = re.compile(r"\b(s3[an]?://)([^/\s'\"]+)([^\s'\"]*)")
_ARN_BUCKET = re.compile(r"(arn:[\w-]*:s3:::)([^/\s'\"]+)([^\s'\"]*)")
_ROLE = re.compile(r"(:(?:role|assumed-role|user|instance-profile)/)([^\s'\",]+)")
_JOINTS = re.compile(" → | \\+ | · ")
"""Between the parts of a chain's name."""
_ASSUMED = ":assumed-role/"
_ACCOUNT = re.compile(r"(?<![0-9A-Za-z_])[0-9]{12}(?![0-9A-Za-z_])")
_KEY_PART = re.compile(r"[^/{}*=?,]+")
_SUFFIX = re.compile(r"\.(?:py|scala|jar|ipynb|zip|egg|whl|json|csv|parquet|gz)$")
_STRING = re.compile(r"(\"\"\"|'''|\"|')((?:\\.|(?!\1).)*)\1", re.DOTALL)
_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_NUMBERED = re.compile(
    r"(?:account|bucket|chain|crawler|job|key|profile|role|session|trigger|workflow)-\d+"
)
_MEANT = ("--job-bookmark-", "--enable-")
"""Arguments whose values are words of Glue."""
_PLAIN_PROFILE = ("profile", "default")
_SHORTEST = 4
"""Characters of a name that is masked within words too."""

# Names that are a part of one of these must not be looked for within words.
_VOCABULARY = " ".join(KEPT).lower() + " glueContext spark session dynamicframe".lower()


class Redactor:
    """Masks the observations of one recording, in order."""

    def __init__(self) -> None:
        self._masks: dict[tuple[str, str], str] = {}
        self._names: dict[str, str] = {}
        self._everywhere: re.Pattern[str] | None = None
        self._spaced: re.Pattern[str] | None = None
        """Names with blanks, at which an address would seem to end."""
        self._words: dict[str, str] = {}
        self._within_words: re.Pattern[str] | None = None
        self._done: dict[str, str] = {}
        """Texts and scripts by what they were: a look repeats most of the one before."""

    def mask(self, seen: Observation) -> Observation:
        """The observation without the names that tell whose it is."""
        self._learn(seen)
        text, name = self._text, self._name
        return replace(
            seen,
            source=replace(
                seen.source,
                account=self._account(seen.source.account),
                profile=None if seen.source.profile is None else self._name(seen.source.profile),
            ),
            chains=tuple(self._chain(chain) for chain in seen.chains),
            jobs=tuple(self._job(job) for job in seen.jobs),
            runs=tuple(self._run(run) for run in seen.runs),
            triggers=None if seen.triggers is None else tuple(map(self._trigger, seen.triggers)),
            bookmarks=tuple(
                replace(mark, job=name(mark.job), contexts=tuple(map(text, mark.contexts)))
                for mark in seen.bookmarks
            ),
            scripts=tuple(self._script(script) for script in seen.scripts),
            metrics=tuple(replace(points, job=name(points.job)) for points in seen.metrics),
            pending=tuple(map(name, seen.pending)),
            runs_at={name(job): at for job, at in seen.runs_at.items()},
            faults=tuple(
                replace(
                    fault,
                    message=text(fault.message),
                    consequence=text(fault.consequence),
                    subject=None if fault.subject is None else text(fault.subject),
                )
                for fault in seen.faults
            ),
        )

    def _learn(self, seen: Observation) -> None:
        before = len(self._names)
        account = seen.source.account
        if account:
            self._names[account] = self._account(account) or ""
        for kind, name in _named(seen):
            if name and name not in self._names and (kind, name) != _PLAIN_PROFILE:
                self._names[name] = self._mask(kind, name)
        if len(self._names) > before:
            self._everywhere = _any_of(self._names)
            spaced = [name for name in self._names if " " in name]
            self._spaced = _any_of(spaced) if spaced else None
            words = {_identifier(name): _identifier(mask) for name, mask in self._names.items()}
            self._words = {name: mask for name, mask in words.items() if not _is_common(name)}
            self._within_words = _any_of(self._words) if self._words else None
            self._done.clear()

    def _mask(self, kind: str, name: str) -> str:
        if _NUMBERED.fullmatch(name):
            return name
        known = sum(1 for one, _ in self._masks if one == kind)
        return self._masks.setdefault((kind, name), f"{kind}-{known + 1}")

    def _name(self, name: str) -> str:
        return self._names.get(name, name)

    def _account(self, account: str | None) -> str | None:
        if account is None:
            return None
        known = [name for kind, name in self._masks if kind == "account"]
        self._masks.setdefault(("account", account), f"{len(known) + 1:012d}")
        return self._masks["account", account]

    def _text(self, text: str) -> str:
        """Free text, an address or an argument."""
        if text in self._names:
            return self._names[text]
        return self._remembered(text, self._masked)

    def _remembered(self, text: str, mask: Callable[[str], str]) -> str:
        if text not in self._done:
            self._done[text] = mask(text)
        return self._done[text]

    def _masked(self, text: str) -> str:
        places: list[str] = []

        def park(masked: str) -> str:
            # Out of reach of the steps that follow.
            places.append(masked)
            return f"\0{len(places) - 1}\0"

        text = text.replace("\0", " ")
        if self._spaced is not None:
            text = self._spaced.sub(lambda found: self._names[found[0]], text)
        text = _LOCATION.sub(lambda found: park(self._location(found)), text)
        text = _ARN_BUCKET.sub(lambda found: park(self._location(found)), text)
        text = _ROLE.sub(lambda found: park(found[1] + self._role(found)), text)
        text = self._known(text, park)
        text = _ACCOUNT.sub(lambda found: self._account(found[0]) or "", text)
        return re.sub("\0([0-9]+)\0", lambda found: places[int(found[1])], text)

    def _known(self, text: str, masked: Callable[[str], str] = str) -> str:
        if self._everywhere is None:
            return text
        return self._everywhere.sub(lambda found: masked(self._names[found[0]]), text)

    def _role(self, found: re.Match[str]) -> str:
        """By its name, which stands after its path, or before the session that assumed it."""
        first, _, session = found[2].partition("/")
        if found[1] != _ASSUMED:
            return self._mask("role", found[2].rpartition("/")[2])
        behind = f"/{self._mask('session', session)}" if session else ""
        return self._mask("role", first) + behind

    def _location(self, found: re.Match[str]) -> str:
        key = _KEY_PART.sub(lambda part: self._key_part(part[0]), found[3])
        bucket = found[2] if "{" in found[2] else self._mask("bucket", found[2])
        return found[1] + bucket + key

    def _key_part(self, part: str) -> str:
        ending = _SUFFIX.search(part)
        suffix = ending[0] if ending else ""
        return self._mask("key", part.removesuffix(suffix)) + suffix

    def _arguments(self, arguments: Arguments) -> dict[str, str]:
        return {
            key: value if key.startswith(_MEANT) or value in KEPT else self._text(value)
            for key, value in arguments.items()
        }

    def _chain(self, chain: Chain) -> Chain:
        links = tuple(self._link(link) for link in chain.links)
        return replace(
            chain,
            name=self._text(chain.name),
            jobs=tuple(map(self._name, chain.jobs)),
            links=links,
            notes=tuple(map(self._text, chain.notes)),
        )

    def _link(self, link: Link) -> Link:
        return replace(
            link,
            upstream=self._name(link.upstream),
            downstream=self._name(link.downstream),
            via=None if link.via is None else self._text(link.via),
        )

    def _job(self, job: Job) -> Job:
        return replace(
            job,
            name=self._name(job.name),
            script_location=None
            if job.script_location is None
            else self._text(job.script_location),
            default_arguments=self._arguments(job.default_arguments),
            non_overridable_arguments=self._arguments(job.non_overridable_arguments),
        )

    def _run(self, run: JobRun) -> JobRun:
        return replace(
            run,
            job=self._name(run.job),
            trigger=None if run.trigger is None else self._name(run.trigger),
            arguments=None if run.arguments is None else self._arguments(run.arguments),
            error=None if run.error is None else self._text(run.error),
            state_detail=None if run.state_detail is None else self._text(run.state_detail),
            predecessors=tuple(replace(key, job=self._name(key.job)) for key in run.predecessors),
            log_group=None,  # names a role, and the logs are not recorded
        )

    def _trigger(self, trigger: Trigger) -> Trigger:
        def optional(name: str | None) -> str | None:
            return None if name is None else self._name(name)

        return replace(
            trigger,
            name=self._name(trigger.name),
            workflow=optional(trigger.workflow),
            conditions=tuple(
                replace(one, job=optional(one.job), crawler=optional(one.crawler))
                for one in trigger.conditions
            ),
            actions=tuple(
                replace(
                    one,
                    job=optional(one.job),
                    crawler=optional(one.crawler),
                    arguments=self._arguments(one.arguments),
                )
                for one in trigger.actions
            ),
        )

    def _script(self, script: Script) -> Script:
        return replace(
            script,
            job=self._name(script.job),
            location=self._text(script.location),
            text=None if script.text is None else self._remembered(script.text, self._code),
            problem=None if script.problem is None else self._text(script.problem),
        )

    def _code(self, text: str) -> str:
        """A scrubbed script: its strings as text, its identifiers where they hold a name."""
        done: list[str] = []
        at = 0
        for found in _STRING.finditer(text):
            inner = found[2] if found[2] in KEPT else self._text(found[2])
            done += [self._identifiers(text[at : found.start()]), found[1], inner, found[1]]
            at = found.end()
        return "".join([*done, self._identifiers(text[at:])])

    def _identifiers(self, code: str) -> str:
        names = self._within_words
        if names is None:
            return code
        return _IDENTIFIER.sub(
            lambda word: names.sub(lambda found: self._words[found[0]], word[0]), code
        )


def _named(seen: Observation) -> Iterator[tuple[str, str | None]]:
    yield "profile", seen.source.profile
    yield from (("job", job) for chain in seen.chains for job in chain.jobs)
    yield from (("job", job.name) for job in seen.jobs)
    for run in seen.runs:
        yield from (("job", run.job), ("trigger", run.trigger))
        yield from (("job", key.job) for key in run.predecessors)
    for trigger in seen.triggers or ():
        yield from (("trigger", trigger.name), ("workflow", trigger.workflow))
        for condition in trigger.conditions:
            yield from (("job", condition.job), ("crawler", condition.crawler))
        for action in trigger.actions:
            yield from (("job", action.job), ("crawler", action.crawler))
    yield from (("job", mark.job) for mark in seen.bookmarks)
    yield from (("job", script.job) for script in seen.scripts)
    yield from (("job", points.job) for points in seen.metrics)
    yield from (("job", job) for job in (*seen.pending, *seen.runs_at))
    # Last: what a chain is called by is mostly a job or trigger, which are known by now.
    yield from (("chain", part) for chain in seen.chains for part in _JOINTS.split(chain.name))


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    longest = sorted(names, key=len, reverse=True)
    return re.compile("|".join(map(_findable, longest)))


def _findable(name: str) -> str:
    """A pattern for a name: anywhere when it is telling enough, else as a whole word."""
    if len(name) >= _SHORTEST and name.lower() not in _VOCABULARY:
        return re.escape(name)
    return rf"(?<![\w-]){re.escape(name)}(?![\w-])"


def _identifier(name: str) -> str:
    return re.sub(r"\W+", "_", name)


def _is_common(name: str) -> bool:
    """Whether code may hold the word for reasons of its own."""
    return keyword.iskeyword(name) or len(name) < _SHORTEST or name.lower() in _VOCABULARY
