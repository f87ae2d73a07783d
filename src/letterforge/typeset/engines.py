"""The PDF engine that a campaign or a run names → the one that sets its letters on this machine."""

from __future__ import annotations

from dataclasses import dataclass, replace

from letterforge import machine
from letterforge.campaign import Campaign
from letterforge.errors import Code, Problem, Severity, UnfitMachine
from letterforge.model import Format, PdfEngine
from letterforge.typeset.typesetters import find_entry


@dataclass(frozen=True, slots=True)
class ChosenEngine:
    """A campaign whose engine has been chosen."""

    campaign: Campaign
    notices: tuple[Problem, ...] = ()
    """Reports about the choice: warnings that never stop a run, even with --strict."""
    alternatives: tuple[PdfEngine, ...] = ()
    """Engines that would be chosen on another machine: if they change, the choice may change."""


def list_needed(campaign: Campaign, formats: tuple[Format, ...]) -> tuple[Format, ...]:
    """The formats that a run sets: those that it makes, and PDF where the pages of letters are looked at."""
    is_fitted = campaign.stationery.fit != "none" and Format.PDF not in formats
    return (*formats, Format.PDF) if is_fitted else formats


def choose_engine(campaign: Campaign, asked: PdfEngine | None, formats: tuple[Format, ...]) -> ChosenEngine:
    """The campaign with the engine that is asked for (None: its own); `auto` is resolved for this machine.

    Where no PDF is set, the machine is not examined.
    """
    wanted = asked or campaign.output.pdf_engine
    if wanted is not PdfEngine.AUTO or Format.PDF not in list_needed(campaign, formats):
        return ChosenEngine(_with(campaign, wanted))
    if not machine.lacking(missing := machine.for_weasyprint()):
        return ChosenEngine(_with(campaign, PdfEngine.WEASYPRINT))
    return ChosenEngine(_with(campaign, PdfEngine.TYPST), (_notice(missing),), (PdfEngine.WEASYPRINT,))


def require_engine(campaign: Campaign, formats: tuple[Format, ...]) -> None:
    """Raise UnfitMachine if what sets one of these formats cannot run on this machine."""
    for chosen in list_needed(campaign, formats):
        find_entry(campaign, chosen).require()


def find_missing_engine(campaign: Campaign, formats: tuple[Format, ...]) -> tuple[Problem, ...]:
    """What `require_engine` would raise, as a problem; none where the engine can run, or is not needed."""
    try:
        require_engine(campaign, formats)
    except UnfitMachine as error:
        return (Problem(error.code, error.message, error.hint),)
    return ()


def _with(campaign: Campaign, engine: PdfEngine) -> Campaign:
    if engine is campaign.output.pdf_engine:
        return campaign
    return replace(campaign, output=replace(campaign.output, pdf_engine=engine))


def _notice(findings: tuple[machine.Finding, ...]) -> Problem:
    lacking = machine.lacking(findings)
    names = " and ".join(finding.name for finding in lacking)
    message = f"Typst makes the PDF, because WeasyPrint needs {names}, which this machine does not have"
    hint = (
        f'to use WeasyPrint: {machine.fix_for(lacking)}; to use Typst on every machine: pdf_engine = "typst"'
    )
    return Problem(Code.OTHER_ENGINE, message, hint, severity=Severity.WARNING)
