"""Common first names that belong to men or to women almost without exception, for pronouns; all others tell nothing."""

from __future__ import annotations

from typing import Literal

_MEN = frozenset(
    "james john robert michael mike william bill david richard rick joseph joe thomas tom charles christopher chris daniel dan matthew "
    "matt anthony tony mark marc donald steven stephen steve paul andrew joshua kenneth ken kevin brian george edward ronald ron "
    "timothy tim jason jeffrey jeff jacob gary nicholas nick eric jonathan larry justin scott brandon benjamin ben samuel "
    "gregory greg frank patrick raymond jack dennis jerry tyler aaron jose henry adam douglas nathan peter zachary kyle walter harold "
    "jeremy ethan carl karl keith roger gerald christian lawrence sean arthur austin noah jesse bryan billy bruce ralph roy "
    "eugene louis philip phil bobby bob johnny bradley brad vladimir sergei sergey dmitry dmitri mikhail nikolai boris ivan igor "
    "alexei yuri viktor anatoly pavel oleg mohammed mohammad muhammad ahmed mahmoud hassan hossein hussein ali abdullah ibrahim "
    "yousef khalid omar mustafa recep benjamin jean-claude jean pierre francois emmanuel nicolas bruno michel jacques antonio luis "
    "carlos juan miguel pedro jorge javier manuel enrique marcelo francisco jim jimmy rudy mitch chuck harry barry barack "
    "newt rand ted marco jeb rob hans wolfgang helmut klaus gerhard olaf heiko giuseppe silvio matteo mario nigel jeremy "
    "gordon alan ian graham neil simon stuart colin kim kenji shinzo taro hiroshi takeshi narendra imran nawaz bashar saad".split()
) - {"kim", "chris", "jean"}
_WOMEN = frozenset(
    "mary patricia jennifer linda elizabeth liz barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley "
    "kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca sharon laura cynthia dorothy amy kathleen "
    "angela shirley emma brenda pamela nicole anna samantha katherine christine debra rachel carolyn janet maria "
    "heather diane olivia julie joyce victoria ruth virginia lauren christina joan evelyn judith judy hannah "
    "jacqueline megan cheryl teresa theresa ann anne marie jane janice hillary condoleezza madeleine angela ursula federica "
    "cecilia olga irina svetlana natalia natalya yulia julia elena tatiana fatima aisha leila benazir jen jenny kate katie "
    "kellyanne ivanka melania sonia dilma cristina isabel rosa carmen lucia gina stacy tracey nicola arlene priti dianne kirsten "
    "nikki gretchen stormy heidi claire wendy debbie tammy tulsi alexandria kamala kayleigh marsha marina penny".split()
)


def gender_of(first_name: str) -> Literal["m", "f"] | None:
    """``m``, ``f``, or None where a first name does not tell.

    >>> gender_of("Barbara"), gender_of("Robin")
    ('f', None)
    """
    name = first_name.casefold().strip(".,")
    return "m" if name in _MEN else "f" if name in _WOMEN else None
