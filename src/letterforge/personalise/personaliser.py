"""Fills a campaign's templates for one recipient after another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from jinja2 import Template, TemplateSyntaxError

from letterforge.campaign import Campaign, door_of
from letterforge.errors import BrokenCampaign, Code, LetterFailed, Problem, UsageError
from letterforge.intake import Door
from letterforge.model import COLUMNS, SLOT, Cosigner, Filled, Language, Prose, Recipient, Value, slot
from letterforge.personalise import blame, scope
from letterforge.personalise.blanks import CELL_IS_EMPTY, Lack, is_spent, one_letter, one_text
from letterforge.personalise.fact_faults import empty_fact, fact_problem
from letterforge.personalise.fields import Known, named_in, place, unknown_field, unknown_fields
from letterforge.personalise.needs import TemplateNeeds, needs_of
from letterforge.personalise.own_forms import own_forms_problems, own_rows
from letterforge.personalise.pieces import Piece, Text, piece_of, texts_of
from letterforge.personalise.registers import OwnRegisters
from letterforge.personalise.sandbox import (
    LetterEnvironment,
    plain_environment,
    prose_environment,
    without_tag_lines,
)
from letterforge.personalise.template_file import TemplateFile, TemplatePart
from letterforge.personalise.template_files import TemplateFiles
from letterforge.protocol.address import inside_address
from letterforge.protocol.country_lines import posting_country, posting_problems
from letterforge.protocol.dates import state_of_dates
from letterforge.protocol.forms import Form, FormRow, form_of
from letterforge.protocol.lint import Wording

WHERE_HINT = 'write it as in a template: recipient.language == "fr"'


class Personaliser:
    """Holds the Jinja environments and the compiled templates of a campaign. Does not pickle."""

    def __init__(
        self,
        campaign: Campaign,
        columns: Iterable[str] = (),
        cosigners: Sequence[Cosigner] = (),
        door: Door | None = None,
    ) -> None:
        """`columns`: the table's other columns, so that an empty cell differs from a misspelt name.

        `door`: reads the templates; while it records, it knows what a letter was filled from.
        """
        self.campaign = campaign
        self._door = door or door_of(campaign)
        self.cosigners = tuple(cosigners)
        self.columns = tuple(columns)
        self.used: set[str] = set()
        """The fields of recipients that templates have read."""
        self._registers = OwnRegisters(campaign)
        self._posted_in = posting_country(campaign.letter.posted_in, campaign.letter.places)
        self._own_forms: dict[Language, tuple[FormRow, ...]] = {}
        self._several = len(campaign.signatories) > 1
        self._environments: dict[tuple[Path, bool], LetterEnvironment] = {}
        self._prose = self._environment(campaign.language, plain=False)
        self._plain = self._environment(campaign.language, plain=True)
        self._files = TemplateFiles(campaign, self._door)
        self._compiled: dict[tuple[Piece, Path], Template | TemplateSyntaxError] = {}

    # --- one recipient --------------------------------------------------------------------------

    def fill(self, recipient: Recipient) -> Prose:
        """The recipient's prose.

        Raises LetterFailed with all that the row lacks or the template does wrong, and BrokenCampaign if
        there is no valid template for the language.
        """
        with one_letter():
            return self._filled(recipient)

    def _filled(self, recipient: Recipient) -> Prose:
        language = recipient.language
        template = self.template(language)
        problems: list[Problem] = []
        form = self._form(recipient, language)
        seen = self._scope(recipient, problems)

        def filled(part: TemplatePart) -> Filled:
            return self._fill(piece_of(template, part), seen, recipient, problems)

        def one(name: str) -> Filled | None:
            return filled(template.parts[name]) if name in template.parts else None

        def several(name: str) -> tuple[Filled, ...]:
            entries = [filled(part) for part in template.lists.get(name, ())]
            return tuple(entry for entry in entries if entry.markdown.strip())

        reference = str(seen["letter"].reference or "")
        is_greeted = form is not None and "salutation" not in template.lacks
        greeting = form.salutation if form and is_greeted else ""
        salutation = _as_typed(recipient.salutation) or one("salutation") or _as_typed(greeting)
        is_closed = form is not None and "closing" not in template.lacks
        close = (
            form.closing(several=self._several, salutation=_text_of(salutation)) if form and is_closed else ""
        )
        prose = Prose(
            recipient=recipient,
            language=language,
            template=template.shown,
            reference=_as_typed(reference),
            subject=one("subject"),
            salutation=salutation,
            body=filled(TemplatePart(template.body, 1)),
            closing=one("closing") or _as_typed(close),
            inside_address=self._lines(recipient, language, form),
            delivery=one("delivery"),
            confidentiality=one("confidentiality"),
            contact=one("contact"),
            enclosures=several("enclosures"),
            copies=several("copies"),
            annexes=tuple(
                self._fill(piece_of(annex, TemplatePart(annex.body, 1)), seen, recipient, problems)
                for annex in self._files.annexes(language)
            ),
            cosigners=self.cosigners,
            typography=template.typography,
        )
        if problems:
            raise LetterFailed(dict.fromkeys(problems))
        return prose

    def file_name(self, recipient: Recipient) -> str:
        """The name of the letter's files as `[output] filename` gives it, without suffix, not yet made safe.

        Raises LetterFailed if it needs a value that the row lacks.
        """
        problems: list[Problem] = []
        setting = self._setting(self.campaign.output.filename)
        with one_letter():
            name = self._fill(setting, self._scope(recipient, problems), recipient, problems).markdown.strip()
        if problems:
            raise LetterFailed(dict.fromkeys(problems))
        return name

    def chooser(self, expression: str) -> Callable[[Recipient], bool]:
        """A test of recipients, from an expression such as `recipient.language == "fr"`.

        Raises UsageError if the expression, or a name in it, is not valid.
        """
        piece = self._setting(f"{{{{ {expression} }}}}")
        for problem in self._check(piece, self.campaign.language):
            raise UsageError(f"--where: {problem.message}", problem.hint)
        try:
            test = self._plain.compile_expression(expression, undefined_to_none=False)
        except TemplateSyntaxError as error:
            raise UsageError(f"--where: {error.message}", WHERE_HINT) from None

        def choose(recipient: Recipient) -> bool:
            with one_letter(), one_text(recipient.language, self.campaign.languages, plain=True):
                try:
                    return bool(self._plain.decided(test(self._scope(recipient, [])), expression))
                except Exception as error:
                    raise UsageError(f"--where: {error} ({recipient.id})", WHERE_HINT) from None

        return choose

    def wording(self, language: Language) -> Wording:
        """Where the words around the letters of a language come from. Raises BrokenCampaign."""
        template = self.template(language)
        literal = {name for name, part in template.parts.items() if "{{" not in part.source}
        return Wording(template.shown, frozenset(literal), self._own(language), self.campaign.languages)

    # --- the campaign ---------------------------------------------------------------------------

    def template(self, language: Language) -> TemplateFile:
        """The template for a language. Raises BrokenCampaign if there is none, or if it is not valid."""
        return self._files.template(language)

    def check(self, language: Language) -> list[Problem]:
        """What is wrong with the template of a language, whatever the rows: syntax and unknown names."""
        try:
            pieces = self._pieces(language)
        except BrokenCampaign as error:
            return list(error.problems)
        return list(dict.fromkeys(problem for piece in pieces for problem in self._check(piece, language)))

    def needs(self, language: Language) -> TemplateNeeds:
        """What the template of a language needs. The template must be valid."""
        return needs_of([self._plain.parse(piece.source) for piece in self._pieces(language)])

    def _pieces(self, language: Language) -> list[Piece]:
        """The template of a language, part by part, and its annexes. Raises BrokenCampaign."""
        template = self.template(language)
        pieces = [
            piece_of(template, part) for part in (*template.every_part(), TemplatePart(template.body, 1))
        ]
        return pieces + [
            piece_of(annex, TemplatePart(annex.body, 1)) for annex in self._files.annexes(language)
        ]

    def texts(self, language: Language) -> list[Text]:
        """All texts that letters of a language are filled from, as far as its files name them.

        Raises BrokenCampaign.
        """
        return texts_of(self._pieces(language), self._environment(language, plain=False))

    def check_settings(self) -> list[Problem]:
        """What is wrong with the Jinja texts and forms of address of letterforge.toml, in any row."""
        texts = {
            "letter.reference": self.campaign.letter.reference,
            "output.filename": self.campaign.output.filename,
        }
        problems = [
            replace(problem.at(line=None), message=f"{key}: {problem.message}")
            for key, source in texts.items()
            for problem in self._check(self._setting(source), self.campaign.language)
        ]
        letter, file = self.campaign.letter, self.campaign.file
        problems += posting_problems(letter.posted_in, letter.places, file)
        return [*problems, *own_forms_problems(self.campaign), *self._registers.problems()]

    def known(self) -> Known:
        """All names that a template can use."""
        return {
            "recipient": dict.fromkeys((*COLUMNS, *scope.ADDRESS_FIELDS, *self.columns)),
            "state": dict.fromkeys(scope.STATE_FIELDS),
            "letter": dict.fromkeys(scope.LETTER_FIELDS),
            "sender": dict.fromkeys(scope.SENDER_FIELDS),
            "cosigners": dict.fromkeys(scope.COSIGNER_FIELDS),
            "facts": {
                name: None if scope.is_by_language(fact, self.campaign.languages) else fact
                for name, fact in self.campaign.facts.items()
            },
            **dict.fromkeys(self._plain.globals),
        }

    def _setting(self, source: str) -> Piece:
        return Piece(source, self.campaign.file, (source,), plain=True)

    # --- one piece ------------------------------------------------------------------------------

    def _check(self, piece: Piece, language: Language) -> list[Problem]:
        try:
            self._compile(piece, language)
            tree = self._plain.parse(piece.source)
        except TemplateSyntaxError as error:
            return [self._syntax_problem(error, piece)]
        unknown = unknown_fields(tree, self.known(), piece.shown, piece.lines)
        return [*unknown, *self._registers.unknown(tree, piece.shown, piece.lines)]

    def _syntax_problem(self, error: TemplateSyntaxError, piece: Piece) -> Problem:
        """What is wrong with the Jinja of a piece, or of a file that it includes."""
        if not error.name or not error.filename:
            return blame.syntax_problem(error, piece.shown, piece.lines, self._plain)
        shown, lines = self.campaign.shown(Path(error.filename)), (error.source or "").splitlines()
        return blame.syntax_problem(error, shown, lines, self._plain)

    def _environment(self, language: Language, *, plain: bool) -> LetterEnvironment:
        """Jinja for a language.

        Included files are in the template's folder, whose name may contain `{language}`.
        """
        folder = self.campaign.template_path(language).parent
        if (folder, plain) not in self._environments:
            make = plain_environment if plain else prose_environment
            self._environments[folder, plain] = make(folder, self._door)
        return self._environments[folder, plain]

    def _compile(self, piece: Piece, language: Language) -> Template:
        """A piece, compiled once. Raises TemplateSyntaxError, the same one each time."""
        key = piece, self.campaign.template_path(language).parent
        if key not in self._compiled:
            environment = self._environment(language, plain=piece.plain)
            try:
                self._compiled[key] = environment.from_string(without_tag_lines(piece.source))
            except TemplateSyntaxError as error:
                self._compiled[key] = error
        compiled = self._compiled[key]
        if isinstance(compiled, TemplateSyntaxError):
            raise compiled
        return compiled

    def _fill(
        self, piece: Piece, seen: Mapping[str, Any], recipient: Recipient, problems: list[Problem]
    ) -> Filled:
        """Fill one piece.

        What it lacks and how it fails is added to `problems`; only a spent budget stops the filling.
        """
        text, language = "", recipient.language
        if is_spent():
            return Filled("")
        languages, state = self.campaign.languages, state_of_dates(recipient)
        with one_text(language, languages, plain=piece.plain, state=state) as filling:
            try:
                text = self._compile(piece, language).render(seen)
            except TemplateSyntaxError as error:
                problems.append(self._syntax_problem(error, piece))
            except (BrokenCampaign, LetterFailed) as error:  # of a file that it includes
                problems += error.problems
            except Exception as error:
                failure = blame.failure_problem(error, piece.shown, piece.lines)
                of_fact = fact_problem(error, failure.place.excerpt, self.campaign, self._door)
                problems.append(of_fact or _for_row(failure, recipient))
            lacks = dict.fromkeys(filling.lacks)
            problems += [self._lack_problem(lack, piece, recipient) for lack in lacks]
        return Filled(text, tuple(filling.values))

    def _scope(self, recipient: Recipient, problems: list[Problem]) -> dict[str, Any]:
        campaign, language = self.campaign, recipient.language
        address = self._address(recipient, language)
        seen: dict[str, Any] = {
            "recipient": scope.recipient_fields(recipient, self.columns, address, self.used),
            "state": scope.state_fields(recipient, language, campaign, self._registers),
            "letter": scope.letter_fields(campaign, language, ""),
            "facts": scope.fact_fields(campaign.facts, language, "facts", campaign.languages),
            "sender": scope.sender_fields(campaign, language),
            "cosigners": scope.cosigner_fields(self.cosigners),
        }
        if campaign.letter.reference:
            reference = self._fill(
                self._setting(campaign.letter.reference), seen, recipient, problems
            ).markdown.strip()
            seen["letter"] = scope.letter_fields(campaign, language, reference)
        return seen

    def _own(self, language: Language) -> tuple[FormRow, ...]:
        if language not in self._own_forms:
            self._own_forms[language] = own_rows(self.campaign, language)
        return self._own_forms[language]

    def _form(self, recipient: Recipient, language: Language) -> Form | None:
        return form_of(recipient, language, self._own(language), self.campaign.languages)

    def _lines(self, recipient: Recipient, language: Language, form: Form | None) -> tuple[str, ...]:
        return inside_address(recipient, language, form, self.campaign.languages, self._posted_in)

    def _address(self, recipient: Recipient, language: Language) -> dict[str, object]:
        form, languages = self._form(recipient, language), self.campaign.languages
        lines = self._lines(recipient, language, form)
        return scope.address_fields(recipient, form, lines, language, languages, several=self._several)

    def _lack_problem(self, lack: Lack, piece: Piece, recipient: Recipient) -> Problem:
        where = place(piece.shown, piece.lines, lack.line, lack.name)
        if not lack.known:
            return unknown_field(lack.name, self.known(), where)
        owner, _, column = lack.name.partition(".")
        needed = f"{piece.shown} needs it" + (f" in line {where.line}" if where.line else "")
        if lack.doubt:
            line = f"{piece.shown} uses it" + (f" in line {where.line}" if where.line else "")
            heading = lack.doubt.place.column
            doubt = replace(lack.doubt, message=f'column "{heading}" {lack.doubt.message}, and {line}')
            return _for_row(replace(doubt, place=replace(where, file="", column=heading)), recipient)
        if owner == "recipient":
            message = f"{CELL_IS_EMPTY.format(column=column)}, but {needed}"
            named = named_in(where.excerpt, lack.name)
            hint = (
                f'fill the cell, or write {{{{ {named} or "…" }}}} '
                "in the template, with your own text in place of …"
            )
            if lack.name == "recipient.office" and lack.name not in where.excerpt:
                # The template needs the form of address: `recipient.you`.
                hint = "give the row an office: the form of address depends on it (see: letterforge forms)"
            problem = Problem(Code.EMPTY_CELL, message, hint, replace(where, file="", column=column))
            return _for_row(problem, recipient)
        if owner == "facts":
            return empty_fact(lack.name, recipient.language, self.campaign, self._door)
        hint = "give it a value"
        if column in scope.FORMAL_FIELDS and owner == "state":
            file = f"languages/{recipient.language}/states.csv"
            hint = f"write formal_name for {recipient.state} into {file}, or print the short name instead"
        return Problem(Code.EMPTY_CELL, f"{lack.name} is empty, but {needed}", hint, where)


def _as_typed(text: str) -> Filled | None:
    """A text that is printed as it was typed."""
    return Filled(slot(0), (Value(text, personal=True),)) if text else None


def _text_of(filled: Filled | None) -> str:
    """A filled part as people read it, with its values."""
    return SLOT.sub(lambda mark: filled.values[int(mark[1])].text, filled.markdown).strip() if filled else ""


def _for_row(problem: Problem, recipient: Recipient) -> Problem:
    return problem.at(row=recipient.place.row, who=recipient.place.who)
