"""The engine of PDF that a campaign or a run asks for → the one that sets its letters on this machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from letterforge import machine
from letterforge.campaign import Campaign
from letterforge.errors import Code, Problem, Severity, UnfitMachine
from letterforge.model import Format, PdfEngine

REQUIREMENTS: Mapping[PdfEngine, Callable[[], None]] = {
    PdfEngine.WEASYPRINT: machine.require_pango,
    PdfEngine.TYPST: machine.require_typst,
}
"""What raises UnfitMachine, with the way out, where an engine cannot run."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A campaign whose engine is no longer open."""

    campaign: Campaign
    notices: tuple[Problem, ...] = ()
    """What is to be said of the choice, once: warnings that stop nobody, however strict."""
    alternatives: tuple[PdfEngine, ...] = ()
    """Engines that would have been taken on another machine: where they change, the choice may."""


def settle(campaign: Campaign, asked: PdfEngine | None, formats: tuple[Format, ...]) -> Settled:
    """The campaign with the engine that is asked for (None: its own), `auto` resolved for this machine.

    Without PDF among the formats the machine is not looked at.
    """
    wanted = asked or campaign.output.pdf_engine
    if wanted is not PdfEngine.AUTO or Format.PDF not in formats:
        return Settled(_with(campaign, wanted))
    if not machine.lacking(missing := machine.for_weasyprint()):
        return Settled(_with(campaign, PdfEngine.WEASYPRINT))
    return Settled(_with(campaign, PdfEngine.TYPST), (_notice(missing),), (PdfEngine.WEASYPRINT,))


def require(campaign: Campaign, formats: tuple[Format, ...]) -> None:
    """Raise UnfitMachine where the campaign's engine is needed and cannot run on this machine."""
    if Format.PDF in formats:
        REQUIREMENTS[campaign.output.pdf_engine]()


def lacking(campaign: Campaign, formats: tuple[Format, ...]) -> tuple[Problem, ...]:
    """What `require` would raise, as a problem; none where the engine can run, or is not needed."""
    try:
        require(campaign, formats)
    except UnfitMachine as error:
        return (Problem(error.code, error.message, error.hint),)
    return ()


def _with(campaign: Campaign, engine: PdfEngine) -> Campaign:
    if engine is campaign.output.pdf_engine:
        return campaign
    return replace(campaign, output=replace(campaign.output, pdf_engine=engine))


def _notice(findings: tuple[machine.Finding, ...]) -> Problem:
    lacking = machine.lacking(findings)
    message = (
        f"Typst sets the PDF, because WeasyPrint lacks {' and '.join(each.name for each in lacking)} here"
    )
    hint = f'for WeasyPrint: {machine.way_out(lacking)}; to have Typst everywhere: pdf_engine = "typst"'
    return Problem(Code.OTHER_ENGINE, message, hint, severity=Severity.WARNING)
