"""Words that are names and ordinary words at once, so that only a capital letter tells them apart.

The lists are short on purpose: what is in them is found with a capital letter only, "May" but not "may".
"""

from typing import Final

_ENGLISH: Final = """
able ace amber angel angels april art ash aspen august autumn baker bank banks barker basil bean bear
bell berry bill bird bishop black blue bond bow bowman brand bridge brook brooks brown buck bud bush
butcher butler buzz carol carpenter carter carver cash chance chase chip christian church clay cliff
clover coal cole cook cooper coral court crystal curt daisy dale dandy dash dawn day dean dee dick dock
dolly don draw drew duke earl earnest east eden ember eve ever faith farmer fay fern field finch fisher
flint flora flower ford forest forrest fox frank free friend frost gale gardener gay gene ginger glen
gold grace grant gray green grey grove guy hale hall hand hands harmony harper haven hawk hay hazel head
heath heather henna herb hill holly honey hood hope house hunt hunter iris ivory ivy jack jade jasmine
jasper jay jean jet jewel john joy july june king kit knight lake lamb lance land lane lark law leaf lee
liberty light lily little long love lovely low lucky mace major may mason maxim mead melody mercy merry
miles mill miller mills mint misty mark marks moon moor moss myrtle nelly nick noble north nova oak ocean
olive opal page park parker parks pat patience pearl penny pepper perry pike pierce piper pool poppy
porter potter precious price pride prince prudence queen rain raven ray read red reed reef rich river
rivers rob robin rock rod roger roman rose rosemary rowan royal ruby rush rusty sage sally sandy savage
scarlet scott see senior serenity shade sharp shepherd shore short skip sky slim small smart smith snow
south sparrow spring star stark steel stone storm stormy strong sue summer summers swan tailor tanner
taylor terry thorn tiger tom tony trinity tucker tuna turner twist vale van venture vera victor viola
violet wade walker wall wallace ward warden waters weaver webb west wheeler white wild will willow wills
win winter winters wise wolf wood woods worth wright wynn yard young
"""
_SPANISH: Final = """
alba alegría amada amado amor ángel ángeles asunción aurora bárbara barrera barrio benito blanca blanco
bravo bueno cabello calle campo campos caridad carmen casas castillo celeste chico cielo clara claro
clemente colina concepción consuelo cordero corona cortés cristal cruz cuesta delgado dolores dulce
encarnación escudero esperanza estrella eterno felicidad felicita feliz flor flores franco fuente fuentes
gallego gallo gloria gracia gracias guerra guerrero hermoso herrera herrero hidalgo iglesia iglesias
inocencia jazmín justo leal león león linda llanos lobo lucero luz macho maestro mar marina márquez mayo
mayor medina mercado mercedes milagros mora moreno nieve nieves noble nuevo olmo oro paloma palma
palomino parra pastor paz perla piedad pilar plaza prado preciosa primo prudencia ramo ramos redondo
refugio reina rey reyes río ríos robles rocío rojas rojo rosa rosales rosario rubio salvador santo santos
serena serrano sierra socorro sol soledad soler soto tierra toledo torre torres valle valles vega vera
verde victoria vidal viñas violeta virtudes
"""
_COMMON: Final = """
a about after again all also am among an and any are as ask at ate away back be been before being best
better big both but by came can come could did do does done down each eat else even every far few find
for from gave get give go goes gone good got had has have he held her here hers him his hire home how i
if in into is it its just keep kept knew know last late less like line live made make man many me mean
men mine more most move much must my name near need never new next nice no none nor not note now of off
often old on once one only open or other our out over own pose put raise ran rare rate read rise run safe
said sake same sat save saw say see seen sent set she shine shoe show side since sit site size so soon
some sore store such sure take tale tall tame tap ten than that the their them then there these they this
those though time to today too took tore toss tune two under until up upon us use used very was way we
well went were what when where which while who why wide wine with woke wore work would year yes yet you
your al algo antes así aún aquí bien cada casa como con cosa cual de del desde dos el él ella ellas ellos
en era es ese eso esta este está fue ha hace han hasta hay he la las le les lo los más me mi mis muy nada
ni no nos o para pero poco por que qué quien se sea ser si sí sin su sus te tenía tiempo todo todos tu
tus un una uno ya yo
"""

NAMES_AND_WORDS: Final = frozenset((_ENGLISH + _SPANISH).split())
"""Words that are also names, in small letters."""

COMMON_WORDS: Final = frozenset(_COMMON.split())
"""Words so common that no spelling made up by rule may be one of them."""
