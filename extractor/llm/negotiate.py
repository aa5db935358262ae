"""Which output mode to ask an endpoint in: the strictest that it honours, found out on the way.

Takes calls, passes them on in a mode, gives the replies.  A mode is honoured when an answer in it fits the
schema; that it was accepted says nothing.  The document's own requests find out, strictest mode first, so
nothing is asked only to know.  What was found is remembered for the endpoint and model, and found out anew
when it stops working.  A mode that the user has set is the only one.  Until the endpoint has answered
once, its requests go one at a time: what is hopeless is asked once, not once for each thread.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from gouji.config import LlmConfig, OutputMode
from gouji.llm.client import Call, EndpointError, LlmClient, Reply

LADDER: tuple[OutputMode, ...] = ("json_schema", "tools", "json_object", "md_json")
"""Strictest first: enforced while decoding, enforced as arguments, JSON for sure, text."""
_MISSES = 3
"""Unreadable answers in a row after which a mode that has worked is in doubt."""


class Memory(Protocol):
    """Where the mode of an endpoint is remembered; neither method raises."""

    def output_of(self, url: str, model: str) -> tuple[str, bool] | None: ...

    def remember_output(
        self, url: str, model: str, output: OutputMode | None, *, settled: bool = True
    ) -> None: ...


def best_output(tried: Sequence[tuple[OutputMode, Reply]]) -> OutputMode | None:
    """Of the modes that were tried, the strictest whose answer fits as it came, else the strictest that fits."""
    fitting = [(reply.loose, LADDER.index(mode), mode) for mode, reply in tried if reply.kind == "answer"]
    return min(fitting)[2] if fitting else None


class Negotiation:
    """What is known of the modes of one endpoint; shared by the threads and documents of a session."""

    def __init__(self, config: LlmConfig, memory: Memory) -> None:
        self._memory, self._place = memory, (config.public_url, config.model)
        self._gate = threading.Lock()
        self._is_free = config.output == "auto"
        self._modes: tuple[OutputMode, ...] = LADDER if config.output == "auto" else (config.output,)
        self._attempts = config.max_attempts
        self._settled: OutputMode | None = None
        self._misses = 0
        self._again = self._is_free
        """Whether it may be found out anew: once in a session."""
        self._known: OutputMode | None = None
        """The mode that is remembered: good enough as long as its answers fit."""
        self._usable: list[OutputMode] = []
        """Modes whose answers fitted after repairs."""
        self._left = list(self._modes)
        """Modes that may still turn out the best."""
        if self._is_free:
            self._recall()

    def _recall(self) -> None:
        """Begin with the mode that is settled, or behind the last one that was usable."""
        name, settled = self._memory.output_of(*self._place) or ("", False)
        mode = next((mode for mode in LADDER if mode == name), None)
        if mode is None:
            return
        if settled:
            self._known = mode
            self._left.sort(key=lambda other: other != mode)
        else:
            self._usable = [mode]
            self._left = list(LADDER[LADDER.index(mode) + 1 :])

    def ask(self, call: Call, inner: LlmClient) -> Reply:
        """The reply in the mode that is settled, or in the first that works."""
        mode = self._settled
        if mode is None:
            with self._gate:
                if self._settled is None:
                    return self._find(call, inner)
                mode = self._settled
        try:
            reply = inner.ask(replace(call, output=mode))
        except EndpointError as error:
            if error.fault.kind != "mode" or not self._reopen(mode):
                raise
            return self.ask(call, inner)
        self._count(mode, reply)
        return reply

    def _find(self, call: Call, inner: LlmClient) -> Reply:
        """Ask in one mode after the other until one gives an answer that fits.

        A mode whose answer had to be repaired is used for this answer, and the next request tries the next
        mode: perhaps that one is enforced.
        """
        spent: list[Reply] = []
        failed: list[OutputMode] = []
        sends = 0
        while True:
            mode, is_last = self._next()
            try:
                reply = inner.ask(self._trial(call, mode, is_last, sends))
            except EndpointError as error:
                if not error.about_output:
                    raise
                if is_last and not spent:
                    self._left = list(
                        self._modes
                    )  # the endpoint fails in every mode: that says nothing of them
                    raise
                sends += error.sends
            else:
                if is_last or reply.kind != "invalid":
                    self._judge(mode, reply, is_last)
                    return _summed(reply, spent, failed, sends)
                spent.append(reply)
            failed.append(mode)
            if is_last:
                # Answers came in another mode, if unreadable ones; the re-ask goes there.
                self._settle(spent[0].output or mode, keep=False)
                return _summed(spent[0], spent[1:], failed[:-1], sends)
            self._left.remove(mode)

    def _next(self) -> tuple[OutputMode, bool]:
        """The mode to try, and whether there is no other."""
        if self._left:
            return self._left[0], len(self._left) == 1 and not self._usable
        return self._usable[0], True

    def _trial(self, call: Call, mode: OutputMode, is_last: bool, sends: int) -> Call:
        """The strictest mode gets a second send on HTTP 500, should that have been an accident."""
        if not self._is_free:
            return replace(call, output=mode)
        allowed = max(1, self._attempts - sends) if is_last else 1 + (sends == 0)
        return replace(call, output=mode, trial=not is_last, sends_on_error=allowed)

    def _judge(self, mode: OutputMode, reply: Reply, is_last: bool) -> None:
        """What a reply says of its mode; one that was cut off or refused says nothing."""
        if reply.kind == "invalid":
            self._again = False
            self._settle(mode, keep=False)
        elif reply.kind == "answer" and (not reply.loose or is_last or mode == self._known):
            self._settle(mode, keep=True)
        elif reply.kind == "answer":
            self._usable.append(mode)
            self._left.remove(mode)
            if self._left:
                self._memory.remember_output(*self._place, mode, settled=False)
            else:
                self._settle(self._usable[0], keep=True)

    def _settle(self, mode: OutputMode, *, keep: bool) -> None:
        if self._is_free and keep:
            self._memory.remember_output(*self._place, mode)
        self._misses = 0
        self._settled = mode

    def _count(self, mode: OutputMode, reply: Reply) -> None:
        if reply.kind == "answer":
            self._misses = 0
        elif reply.kind == "invalid":
            self._misses += 1
            if self._misses >= _MISSES:
                self._reopen(mode)

    def _reopen(self, mode: OutputMode) -> bool:
        """Find out anew, once in a session, this mode last; whether that is possible."""
        with self._gate:
            if self._settled != mode:
                return True
            if not self._again:
                return False
            self._again = False
            self._memory.remember_output(*self._place, None)
            self._usable, self._known = [], None
            self._left = [*(other for other in LADDER if other != mode), mode]
            self._settled = None
            return True


class NegotiatingClient:
    """A client that asks in the mode of the session's negotiation."""

    def __init__(self, inner: LlmClient, negotiation: Negotiation) -> None:
        self._inner, self._negotiation = inner, negotiation

    def ask(self, call: Call) -> Reply:
        return self._negotiation.ask(call, self._inner)


def _summed(reply: Reply, spent: Sequence[Reply], failed: Sequence[OutputMode], sends: int) -> Reply:
    """The reply, with what the attempts in other modes cost; ``sends``: those that ended in an error."""
    return replace(
        reply,
        usage=sum((other.usage for other in spent), reply.usage),
        seconds=reply.seconds + sum(other.seconds for other in spent),
        sends=reply.sends + sends + sum(other.sends for other in spent),
        requests=1 + len(failed),
        estimated=reply.estimated or any(other.estimated for other in spent),
        refused_outputs=tuple(failed),
    )
