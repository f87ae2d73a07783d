"""What is wanted of a campaign → which letters, from which table, with which tools."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from letterforge.campaign import Campaign
from letterforge.errors import Problem
from letterforge.model import Format, PdfEngine
from letterforge.recipients import RecipientList
from letterforge.run import workers
from letterforge.run.addressees import Addressees, find_addressees, read_list
from letterforge.run.clashes import foresee_clashes
from letterforge.run.crew import Crew, Job
from letterforge.run.fits import survey_languages
from letterforge.run.preflight import Preflight, examine
from letterforge.run.request import Wanted
from letterforge.run.roll_call import is_own_list
from letterforge.seal.secret import Secret
from letterforge.sealing import PreparedSeal, prepare_seal
from letterforge.typeset import engines


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is wanted of a campaign, with the PDF engine of this machine."""

    campaign: Campaign
    """Its PDF engine is chosen: it is not `auto` any more."""
    wanted: Wanted
    formats: tuple[Format, ...]
    passphrase: Secret | None
    """Of the key; None: the one in the environment."""
    notices: tuple[Problem, ...] = ()
    """About the choice of the engine."""
    alternatives: tuple[PdfEngine, ...] = ()
    """See `engines.ChosenEngine`."""

    @classmethod
    def of(cls, campaign: Campaign, wanted: Wanted, passphrase: Secret | None = None) -> Assignment:
        """Choose engine and formats."""
        formats = wanted.formats or tuple(dict.fromkeys(campaign.output.formats))
        settled = engines.choose_engine(campaign, wanted.engine, formats)
        return cls(settled.campaign, wanted, formats, passphrase, settled.notices, settled.alternatives)

    @property
    def folder(self) -> Path:
        """The output folder."""
        return self.wanted.out or self.campaign.output.directory

    @property
    def typesetters(self) -> tuple[str, ...]:
        """What sets the sheets, and what would have on another machine."""
        needed = engines.list_needed(self.campaign, self.formats)
        return (*map(self.campaign.output.typesetter, needed), *self.alternatives)


@dataclass(frozen=True, slots=True)
class Plan:
    """Which letters are to be made, and what workers need for it."""

    assignment: Assignment
    table: RecipientList
    addressees: Addressees
    seal: PreparedSeal
    job: Job

    @property
    def jobs(self) -> int:
        """How many processes to work with: no more than there are letters."""
        wanted = self.assignment.wanted.jobs or workers.count_processors()
        return min(wanted, max(len(self.addressees.recipients), 1))


def plan(assignment: Assignment) -> Plan:
    """Read the list and open the key. Raises BrokenCampaign where the list cannot be read, UsageError."""
    campaign, wanted = assignment.campaign, assignment.wanted
    table = read_list(campaign, wanted)
    addressees = find_addressees(campaign, table, wanted)
    seal = prepare_seal(campaign, assignment.passphrase)
    # Workers need not have the list, which may be long.
    job = Job(replace(campaign, rows=None), table.further_columns, assignment.formats, seal.order)
    return Plan(assignment, table, addressees, seal, job)


def examine_plan(planned: Plan, crew: Crew) -> Preflight:
    """Examine the letters of a plan. Raises Interrupted."""
    addressees, wanted = planned.addressees, planned.assignment.wanted
    found = examine(crew, planned.table, addressees.recipients, wanted.where)
    if planned.job.campaign.stationery.fit == "language" and not found.campaign_errors:
        languages = {examined.language for examined in found.letters}
        found = replace(found, steps=survey_languages(crew, _list_deciding(planned), languages))
    return found.with_problems((*planned.seal.problems, *addressees.problems))


def _list_deciding(planned: Plan) -> list[RecipientList]:
    """The tables whose rows decide how far letters are tightened.

    A failed.csv is a part of its list: the letters of its rows look like those of the other rows.
    """
    campaign, wanted = planned.assignment.campaign, planned.assignment.wanted
    if not planned.table.ties or campaign.rows is not None or is_own_list(campaign, wanted):
        return [planned.table]
    return [read_list(campaign, Wanted(out=wanted.out)), planned.table]


def check_letters(assignment: Assignment) -> Preflight:
    """All that can be known before the first letter, on whatever machine. Writes nothing.

    Raises BrokenCampaign where the list as a whole cannot be read, UsageError.
    """
    planned = plan(assignment)
    # Only setting letters takes so long that it is worth having other processes.
    is_set = planned.job.campaign.stationery.fit == "language"
    with Crew(planned.job, planned.jobs if is_set else 1) as crew:
        found = examine_plan(planned, crew)
    clashes = foresee_clashes(found, planned.addressees, planned.job, assignment.wanted)
    found = found.with_problems(clashes)
    found = found.strictly() if assignment.wanted.strict else found
    return found.with_problems(assignment.notices)
