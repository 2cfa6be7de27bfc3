"""Words with a capital letter or a form of address that are no names, and the words that announce one."""

from typing import Final

from secondmig.core.countries import COUNTRIES, name
from secondmig.transcript.ordinary_words import COMMON_WORDS

_TITLES: Final = """
mr mrs ms miss mister dr doctor professor prof sir lady lord reverend rev father sister brother aunt
auntie aunty uncle nurse sergeant captain senator mayor judge sr sra srta señor señora señorita don doña
doctora profesor profesora tío tía padre hermano hermana ingeniero licenciado licenciada
"""
_SHORT_TITLES: Final = "mr mrs ms dr prof rev sr sra srta dra st"
TITLES: Final = frozenset(_TITLES.split())
"""Words before a name, in small letters."""

SHORT_TITLES: Final = frozenset(_SHORT_TITLES.split())
"""Those after which a full stop may stand."""

_STREETS: Final = """
Street St Road Rd Avenue Ave Lane Ln Drive Dr Close Court Crt Place Parade Pde Crescent Cres Terrace
Highway Hwy Boulevard Blvd Way Square Grove Gardens STREET ROAD AVENUE LANE DRIVE CLOSE COURT PLACE
PARADE CRESCENT TERRACE HIGHWAY BOULEVARD WAY SQUARE GROVE
"""
STREET: Final = "|".join(_STREETS.split())
"""What a street is called, as alternatives of a pattern."""

_CALENDAR: Final = """
january february march april may june july august september october november december monday tuesday
wednesday thursday friday saturday sunday christmas easter enero febrero marzo abril mayo junio julio
agosto septiembre octubre noviembre diciembre lunes martes miércoles jueves viernes sábado domingo
navidad
"""
_PEOPLES: Final = """
african american americans argentinian asian asians australian australians bangladeshi black bolivian
brazilian brazilians british caribbean chilean chinese colombian cuban dominican dutch ecuadorian english
european europeans filipino filipinos french german germans ghanaian greek hindu hispanic hispanics
indian indians indonesian irish islam italian italians jamaican jamaicans japanese jewish jews korean
koreans latin latina latinas latino latinos malaysian maltese mexican mexicans muslim muslims nepalese
nepali nigerian nigerians nikkei pakistani pakistanis peruvian peruvians polish portuguese puerto rican
russian scottish sikh spanish taiwanese thai turkish ukrainian venezuelan vietnamese welsh west western
white catholic protestant christian anglican methodist buddhist aboriginal inglés inglesa español
española japonés japonesa peruano peruana chino china latinoamericano america americas asia africa europe
eu uk usa us england britain scotland wales nsw
"""
_FREQUENT: Final = """
i i'm i've i'd i'll ok okay tv dvd cd phd id hr it pc gp bbc oh ah eh um mm mum mom dad mummy daddy
mother father grandma grandpa granny nan nana god lord bible internet google facebook whatsapp skype
covid english maths int cv pr interview interviewer interviewee transcript tape side date name address no
number question answer yes war world
"""

NOT_NAMES: Final = (
    COMMON_WORDS
    | frozenset((_CALENDAR + _PEOPLES + _FREQUENT).split())
    | frozenset(word for code in COUNTRIES for word in name(code).lower().replace(",", "").split())
)
"""In small letters: months, peoples, languages, religions, countries, and words people write large."""

_JAPANESE: Final = """
皆さん みなさん 皆様 お客様 お客さん 奥さん 奥様 お母さん お父さん お兄さん お姉さん
おじいさん おばあさん おじさん おばさん お嬢さん お子さん 母さん 父さん 兄さん 姉さん
娘さん 息子さん 赤ちゃん 先生方 王様 神様 仏様 同様 多様 様々 何様 模様 諸君 主君
おばあ おじい じい ばあ おば おじ おつかれ お疲れ ここの んだ かあ とう ねえ にい
たくさん じいさん ばあさん おまわりさん 学生さん 日系 副社長 担任 担当 うちの その この
あの さん 日本語の 英語の 学校の 屋さん 看護師 運転手 店員 大家 職人 隣 営業 人事 元
前 新
"""
JAPANESE_NOT_NAMES: Final = tuple(_JAPANESE.split())
"""Words with a form of address that name nobody."""
