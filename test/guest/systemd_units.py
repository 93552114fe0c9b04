"""What a machine of the NixOS test driver knows about systemd. Machine in machine.py has it."""
import re
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from typing import Optional

from retrying import RequestedAssertionFailed, retry

Answer = tuple[int, str]


class SystemdUnits(ABC):
    """Asks systemd, the system's or a user's."""

    @abstractmethod
    def execute(
        self, command: str, check_return: bool = True, check_output: bool = True, timeout: Optional[float] = 900
    ) -> Answer:
        """Runs a command in the guest."""

    @abstractmethod
    def nested(self, msg: str, attrs: Optional[dict[str, str]] = None) -> AbstractContextManager[None]:
        """A step of the log with steps of its own."""

    def systemctl(self, q: str, user: Optional[str] = None) -> Answer:
        """Runs `systemctl`, of a user where one is given."""
        if user is None:
            return self.execute(f"systemctl {q}")
        # $'…' so that a quote in the arguments can be escaped.
        quoted = q.replace("'", "\\'")
        inner = f"XDG_RUNTIME_DIR=/run/user/`id -u` systemctl --user {quoted}"
        return self.execute(f"su -l {user} --shell /bin/sh -c $'{inner}'")

    def start_job(self, jobname: str, user: Optional[str] = None) -> Answer:
        """Starts a unit."""
        return self.systemctl(f"start {jobname}", user)

    def stop_job(self, jobname: str, user: Optional[str] = None) -> Answer:
        """Stops a unit."""
        return self.systemctl(f"stop {jobname}", user)

    def get_unit_info(self, unit: str, user: Optional[str] = None) -> dict[str, str]:
        """All properties of a unit."""
        status, lines = self.systemctl(f'--no-pager show "{unit}"', user)
        if status != 0:
            raise RequestedAssertionFailed(
                f'retrieving systemctl info for unit "{unit}"{_under(user)} failed with exit code {status}'
            )
        found = (re.match(r"([^=]+)=(.*)$", line) for line in lines.split("\n"))
        return {match[1]: match[2] for match in found if match}

    def get_unit_property(self, unit: str, property: str, user: Optional[str] = None) -> str:
        """One property of a unit."""
        status, lines = self.systemctl(f'--no-pager show "{unit}" --property="{property}"', user)
        if status != 0:
            raise RequestedAssertionFailed(
                f'retrieving systemctl property "{property}" for unit "{unit}"{_under(user)}'
                f" failed with exit code {status}"
            )
        match = re.match(r"([^=]+)=(.*)$", lines)
        fault = f'systemctl show --property "{property}" "{unit}"produced invalid output: {lines}'
        assert match is not None and match[1] == property, fault
        return match[2]

    def require_unit_state(self, unit: str, require_state: str = "active") -> None:
        """Asserts the state that a unit is in now."""
        with self.nested(f"checking if unit '{unit}' has reached state '{require_state}'"):
            state = self.get_unit_info(unit)["ActiveState"]
            if state != require_state:
                raise RequestedAssertionFailed(
                    f"Expected unit '{unit}' to to be in state '{require_state}' but it is in state '{state}'"
                )

    def wait_for_unit(self, unit: str, user: Optional[str] = None, timeout: float = 900) -> None:
        """Waits until a unit is active; a failure where it failed, or is inactive with nothing about to start it."""

        def is_active(_last_try: bool) -> bool:
            state = self.get_unit_property(unit, "ActiveState", user)
            if state == "failed":
                raise RequestedAssertionFailed(f'unit "{unit}" reached state "{state}"')
            if state == "inactive":
                self._require_pending_job(unit, user)
            return state == "active"

        with self.nested(f"waiting for unit {unit}" + (f" with user {user}" if user is not None else "")):
            retry(is_active, timeout)

    def _require_pending_job(self, unit: str, user: Optional[str]) -> None:
        _, jobs = self.systemctl("list-jobs --full 2>&1", user)
        if "No jobs" in jobs and self.get_unit_info(unit, user)["ActiveState"] == "inactive":
            raise RequestedAssertionFailed(f'unit "{unit}" is inactive and there are no pending jobs')


def _under(user: Optional[str]) -> str:
    return "" if user is None else f' under user "{user}"'
