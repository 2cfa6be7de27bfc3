"""Countries by ISO 3166-1 alpha-3 code, each with the region shown where the country would tell too much.

Codes and their number (249) are those of ISO 3166-1; names are the short ones in common English use. Regions
follow the sub-regions of the United Nations standard M49, with these groupings and names:

- the four parts of Sub-Saharan Africa are one region; Central and South America together are "Latin America",
  the Caribbean stays apart;
- Melanesia, Micronesia and Polynesia are "Pacific Islands";
- Eastern, South-eastern, Southern and Western Asia are "East Asia", "Southeast Asia", "South Asia" and
  "West Asia";
- Taiwan, which M49 does not list, is in "East Asia"; Antarctica, which belongs to no sub-region, is its own.
"""

from collections.abc import Mapping
from typing import Final

_TABLE: Final = """
North Africa:
  DZA Algeria; EGY Egypt; ESH Western Sahara; LBY Libya; MAR Morocco; SDN Sudan; TUN Tunisia

Sub-Saharan Africa:
  AGO Angola; ATF French Southern Territories; BDI Burundi; BEN Benin; BFA Burkina Faso; BWA Botswana;
  CAF Central African Republic; CIV Côte d'Ivoire; CMR Cameroon; COD Democratic Republic of the Congo;
  COG Congo; COM Comoros; CPV Cabo Verde; DJI Djibouti; ERI Eritrea; ETH Ethiopia; GAB Gabon; GHA Ghana;
  GIN Guinea; GMB Gambia; GNB Guinea-Bissau; GNQ Equatorial Guinea; IOT British Indian Ocean Territory;
  KEN Kenya; LBR Liberia; LSO Lesotho; MDG Madagascar; MLI Mali; MOZ Mozambique; MRT Mauritania; MUS
  Mauritius; MWI Malawi; MYT Mayotte; NAM Namibia; NER Niger; NGA Nigeria; REU Réunion; RWA Rwanda; SEN
  Senegal; SHN Saint Helena, Ascension and Tristan da Cunha; SLE Sierra Leone; SOM Somalia; SSD South
  Sudan; STP São Tomé and Príncipe; SWZ Eswatini; SYC Seychelles; TCD Chad; TGO Togo; TZA Tanzania; UGA
  Uganda; ZAF South Africa; ZMB Zambia; ZWE Zimbabwe

North America:
  BMU Bermuda; CAN Canada; GRL Greenland; SPM Saint Pierre and Miquelon; USA United States

Latin America:
  ARG Argentina; BLZ Belize; BOL Bolivia; BRA Brazil; BVT Bouvet Island; CHL Chile; COL Colombia; CRI
  Costa Rica; ECU Ecuador; FLK Falkland Islands; GTM Guatemala; GUF French Guiana; GUY Guyana; HND
  Honduras; MEX Mexico; NIC Nicaragua; PAN Panama; PER Peru; PRY Paraguay; SLV El Salvador; SGS South
  Georgia and the South Sandwich Islands; SUR Suriname; URY Uruguay; VEN Venezuela

Caribbean:
  ABW Aruba; AIA Anguilla; ATG Antigua and Barbuda; BES Bonaire, Sint Eustatius and Saba; BHS Bahamas;
  BLM Saint Barthélemy; BRB Barbados; CUB Cuba; CUW Curaçao; CYM Cayman Islands; DMA Dominica; DOM
  Dominican Republic; GLP Guadeloupe; GRD Grenada; HTI Haiti; JAM Jamaica; KNA Saint Kitts and Nevis;
  LCA Saint Lucia; MAF Saint Martin; MSR Montserrat; MTQ Martinique; PRI Puerto Rico; SXM Sint Maarten;
  TCA Turks and Caicos Islands; TTO Trinidad and Tobago; VCT Saint Vincent and the Grenadines; VGB
  British Virgin Islands; VIR United States Virgin Islands

Central Asia:
  KAZ Kazakhstan; KGZ Kyrgyzstan; TJK Tajikistan; TKM Turkmenistan; UZB Uzbekistan

East Asia:
  CHN China; HKG Hong Kong; JPN Japan; KOR South Korea; MAC Macao; MNG Mongolia; PRK North Korea; TWN
  Taiwan

Southeast Asia:
  BRN Brunei; IDN Indonesia; KHM Cambodia; LAO Laos; MMR Myanmar; MYS Malaysia; PHL Philippines; SGP
  Singapore; THA Thailand; TLS Timor-Leste; VNM Vietnam

South Asia:
  AFG Afghanistan; BGD Bangladesh; BTN Bhutan; IND India; IRN Iran; LKA Sri Lanka; MDV Maldives; NPL
  Nepal; PAK Pakistan

West Asia:
  ARE United Arab Emirates; ARM Armenia; AZE Azerbaijan; BHR Bahrain; CYP Cyprus; GEO Georgia; IRQ Iraq;
  ISR Israel; JOR Jordan; KWT Kuwait; LBN Lebanon; OMN Oman; PSE Palestine; QAT Qatar; SAU Saudi Arabia;
  SYR Syria; TUR Türkiye; YEM Yemen

Eastern Europe:
  BGR Bulgaria; BLR Belarus; CZE Czechia; HUN Hungary; MDA Moldova; POL Poland; ROU Romania; RUS Russia;
  SVK Slovakia; UKR Ukraine

Northern Europe:
  ALA Åland Islands; DNK Denmark; EST Estonia; FIN Finland; FRO Faroe Islands; GBR United Kingdom; GGY
  Guernsey; IMN Isle of Man; IRL Ireland; ISL Iceland; JEY Jersey; LTU Lithuania; LVA Latvia; NOR
  Norway; SJM Svalbard and Jan Mayen; SWE Sweden

Southern Europe:
  ALB Albania; AND Andorra; BIH Bosnia and Herzegovina; ESP Spain; GIB Gibraltar; GRC Greece; HRV
  Croatia; ITA Italy; MKD North Macedonia; MLT Malta; MNE Montenegro; PRT Portugal; SMR San Marino; SRB
  Serbia; SVN Slovenia; VAT Holy See

Western Europe:
  AUT Austria; BEL Belgium; CHE Switzerland; DEU Germany; FRA France; LIE Liechtenstein; LUX Luxembourg;
  MCO Monaco; NLD Netherlands

Australia and New Zealand:
  AUS Australia; CCK Cocos (Keeling) Islands; CXR Christmas Island; HMD Heard Island and McDonald
  Islands; NFK Norfolk Island; NZL New Zealand

Pacific Islands:
  ASM American Samoa; COK Cook Islands; FJI Fiji; FSM Micronesia; GUM Guam; KIR Kiribati; MHL Marshall
  Islands; MNP Northern Mariana Islands; NCL New Caledonia; NIU Niue; NRU Nauru; PCN Pitcairn; PLW
  Palau; PNG Papua New Guinea; PYF French Polynesia; SLB Solomon Islands; TKL Tokelau; TON Tonga; TUV
  Tuvalu; UMI United States Minor Outlying Islands; VUT Vanuatu; WLF Wallis and Futuna; WSM Samoa

Antarctica:
  ATA Antarctica
"""


def _read_table() -> dict[str, tuple[str, str]]:
    """Code -> name and region."""
    found: dict[str, tuple[str, str]] = {}
    for block in _TABLE.strip().split("\n\n"):
        heading, _, entries = block.partition(":")
        for entry in " ".join(entries.split()).split("; "):
            code, _, called = entry.partition(" ")
            found[code] = (called, heading)
    return found


_NAME_AND_REGION: Final = _read_table()

FORMER: Final[Mapping[str, tuple[str, str]]] = {
    "ANT": ("Netherlands Antilles", "Caribbean"),
    "CSK": ("Czechoslovakia", "Eastern Europe"),
    "DDR": ("East Germany", "Western Europe"),
    "GEL": ("Gilbert and Ellice Islands", "Pacific Islands"),
    "PCI": ("Trust Territory of the Pacific Islands", "Pacific Islands"),
    "SCG": ("Serbia and Montenegro", "Southern Europe"),
    "SUN": ("Soviet Union", "Eastern Europe"),
    "VDR": ("North Vietnam", "Southeast Asia"),
    "YMD": ("South Yemen", "West Asia"),
    "YUG": ("Yugoslavia", "Southern Europe"),
}
"""Codes of states that are no more (ISO 3166-3) and were more than renamed -> name and region. A stay of long
ago may lie in one; nothing else may."""

COUNTRIES: Final = tuple(sorted(_NAME_AND_REGION))
"""The 249 alpha-3 codes in alphabetical order."""

REGIONS: Final = tuple(dict.fromkeys(held for _, held in _NAME_AND_REGION.values()))
"""The names of the regions."""


def is_country(code: str) -> bool:
    """Whether ``code`` is an ISO 3166-1 alpha-3 code, in capitals.

    >>> is_country("PER"), is_country("per"), is_country("UK")
    (True, False, False)
    """
    return code in _NAME_AND_REGION


def is_state(code: str) -> bool:
    """Whether ``code`` is a country of today or one of FORMER.

    >>> is_state("LVA"), is_state("SUN"), is_country("SUN")
    (True, True, False)
    """
    return code in _NAME_AND_REGION or code in FORMER


def name(code: str) -> str:
    """The short English name of a country, of today or former.

    Raises:
        KeyError: ``code`` is neither.

    >>> name("GBR")
    'United Kingdom'
    """
    return (_NAME_AND_REGION.get(code) or FORMER[code])[0]


def region(code: str) -> str:
    """The region the country lies in, to be shown where the country would tell too much.

    Raises:
        KeyError: ``code`` is no country, of today or former.

    >>> region("PER"), region("JPN"), region("JAM")
    ('Latin America', 'East Asia', 'Caribbean')
    """
    return (_NAME_AND_REGION.get(code) or FORMER[code])[1]
