"""Names of countries as official tables write them, beside those of core.countries, and two-letter codes.

Two-letter codes are those of ISO 3166-1. The other names are those met in tables of the US immigration
service (fiscal year 2000, misprints included), of the United Nations and in everyday use.
"""

from collections.abc import Mapping
from typing import Final

OTHER_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "ANT": ("Dutch Antilles", ""),
    "ATF": ("French Southern & Anarctic La; French Southern and Antarctic Lands", ""),
    "BFA": ("Burkina", ""),
    "BIH": ("Bosnia", ""),
    "BOL": ("Bolivia (Plurinational State of)", ""),
    "BRN": ("Brunei Darussalam", ""),
    "CCK": ("Cocos Islands", ""),
    "CHN": (
        "China, People's Republic; China People Republic; People's Republic of China; Mainland China",
        "without Hong Kong, Macao and Taiwan",
    ),
    "CIV": ("Ivory Coast; Cote d' Ivoire; Cote d Ivoire", ""),
    "COD": (
        "Congo, Democratic Republic; Congo, Democratic Republic of the; Congo (Kinshasa); DR Congo; DRC; ZAR",
        "",
    ),
    "COG": (
        "Congo, Republic; Congo, Republic of the; Republic of the Congo; Congo (Brazzaville)",
        "the Republic of the Congo; tables of before 1997 may mean today's Democratic Republic",
    ),
    "CPV": ("Cape Verde", ""),
    "CUW": ("Curacao", ""),
    "CZE": ("Czech Republic", ""),
    "DDR": ("German Democratic Republic; GDR; East Germany", ""),
    "DEU": (
        "Federal Republic of Germany; Germany, Federal Republic; FRG",
        "tables of before 1990 may mean West Germany alone",
    ),
    "FLK": ("Falkland Islands (Malvinas); Malvinas", ""),
    "FSM": ("Micronesia, Federated States; Micronesia (Fed. States of); Federated States of Micronesia", ""),
    "GBR": ("UK; Great Britain; Britain; United Kingdom of Great Britain and Northern Ireland", ""),
    "GIN": ("", "the Republic of Guinea, not Guinea-Bissau or Equatorial Guinea"),
    "GMB": ("Gambia, The", ""),
    "HKG": ("Hong Kong SAR; China, Hong Kong SAR; Hongkong", ""),
    "IRL": ("Republic of Ireland; Eire", "the Republic, without Northern Ireland"),
    "IRN": ("Iran (Islamic Republic of); Islamic Republic of Iran", ""),
    "KGZ": ("Kyrgystan; Kirghizia", ""),
    "KNA": ("St. Kitts-Nevis; St Kitts and Nevis", ""),
    "KOR": (
        "Korea; South Korea; Republic of Korea; Korea, Republic; Korea, South",
        "taken as South Korea: the name does not say which Korea",
    ),
    "LAO": ("Lao People's Democratic Republic", ""),
    "LTU": ("Lituania", ""),
    "MAC": ("Macau; China, Macao SAR; Macao SAR", ""),
    "MDA": ("Republic of Moldova", ""),
    "MKD": ("FYR Macedonia; Former Yugoslav Republic of Macedonia; TFYR Macedonia", ""),
    "MSR": ("Monsterrat", ""),
    "PCN": ("Pitcairn Island", ""),
    "PRK": (
        "Dem. People's Republic of Korea; Democratic People's Republic of Korea; Korea, North; DPRK",
        "",
    ),
    "PSE": ("State of Palestine; Palestinian Territories; Occupied Palestinian Territory", ""),
    "REU": ("Reunion", ""),
    "RUS": ("Russian Federation", ""),
    "SCG": ("Serbia & Montenegro", ""),
    "SHN": ("Saint Helena; St. Helena", ""),
    "SLB": ("Soloman Islands", ""),
    "STP": ("Sao Tome & Principe", ""),
    "SUN": ("Soviet Union; Soviet Union, former; USSR; U.S.S.R.; Union of Soviet Socialist Republics", ""),
    "SVK": ("Slovak Republic", ""),
    "SWZ": ("Kingdom of Eswatini", ""),
    "SXM": ("Sint Maarten (Dutch part); St. Maarten", ""),
    "SYR": ("Syrian Arab Republic", ""),
    "TJK": ("Tajikstan", ""),
    "TLS": ("Timor Leste", ""),
    "TUR": ("Turkey; Turkiye", ""),
    "TWN": ("Taiwan, Province of China; Republic of China; Chinese Taipei", ""),
    "TZA": ("United Republic of Tanzania", ""),
    "USA": ("US; U.S.; U.S.A.; United States of America; America", ""),
    "VAT": ("Vatican; Vatican City", ""),
    "VCT": ("St. Vincent & Grenadines; St Vincent", ""),
    "VEN": ("Venezuela (Bolivarian Republic of)", ""),
    "VIR": (
        "US Virgin Islands; Virgin Islands; Virgin Islands, US",
        "taken as the United States Virgin Islands: the British ones have a name of their own",
    ),
    "VGB": ("Virgin Islands, British", ""),
    "VNM": ("Viet Nam", ""),
    "WLF": ("Wallis & Futuna Islands", ""),
    "WSM": ("", "the independent state, not American Samoa"),
    "YUG": ("Yugoslavia, former; Yugoslavia; SFR Yugoslavia; FR Yugoslavia", ""),
    "ZWE": ("Zimbabawe", ""),
}
"""Code -> its other names, and what the name may mean otherwise."""

GROUPS: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "Unknown; Not known; Not stated; Not reported; No answer": ((), "nobody knows the country"),
    "Stateless": ((), "no citizenship, which is no country"),
    "Non quota immigrant; Nonquota immigrant": ((), "no limit of numbers applied, which is no country"),
    "Born on ship/plane; At sea; Born at sea; Born on board": ((), "born in no country"),
    "Other; Others; Other countries; All other; Other North; Other South": ((), "several countries together"),
    "Other Africa; Africa": ((), "several countries of Africa together"),
    "Other Asia; Asia": ((), "several countries of Asia together"),
    "Other Europe; Europe": ((), "several countries of Europe together"),
    "Other Oceania; Oceania": ((), "several countries of Oceania together"),
    "Other Caribbean; Caribbean; West Indies; British West Indies": (
        (),
        "several countries of the Caribbean together",
    ),
    "Other Central America; Central America; Other South America; South America; Other Americas": (
        (),
        "several countries of the Americas together",
    ),
    "Total; World; All countries": ((), "all countries together"),
    "Channel Islands": (("GGY", "JEY"), "Guernsey and Jersey, which have codes of their own"),
    "British India; India, British": (("BGD", "IND", "PAK"), "divided in 1947-08"),
    "Indochina; French Indochina": (("KHM", "LAO", "VNM"), "French until 1953 and 1954"),
    "Palestine, British Mandate; Mandatory Palestine": (("ISR", "PSE"), "British until 1948-05"),
    "Leeward Islands": ((), "several countries of the Caribbean together"),
}
"""Names that stand for no country, or for several -> those of today, where they can be listed, and why."""

_TWO_LETTERS: Final = """
AD AND; AE ARE; AF AFG; AG ATG; AI AIA; AL ALB; AM ARM; AO AGO; AQ ATA; AR ARG; AS ASM; AT AUT; AU AUS;
AW ABW; AX ALA; AZ AZE; BA BIH; BB BRB; BD BGD; BE BEL; BF BFA; BG BGR; BH BHR; BI BDI; BJ BEN; BL BLM;
BM BMU; BN BRN; BO BOL; BQ BES; BR BRA; BS BHS; BT BTN; BV BVT; BW BWA; BY BLR; BZ BLZ; CA CAN; CC CCK;
CD COD; CF CAF; CG COG; CH CHE; CI CIV; CK COK; CL CHL; CM CMR; CN CHN; CO COL; CR CRI; CU CUB; CV CPV;
CW CUW; CX CXR; CY CYP; CZ CZE; DE DEU; DJ DJI; DK DNK; DM DMA; DO DOM; DZ DZA; EC ECU; EE EST; EG EGY;
EH ESH; ER ERI; ES ESP; ET ETH; FI FIN; FJ FJI; FK FLK; FM FSM; FO FRO; FR FRA; GA GAB; GB GBR; GD GRD;
GE GEO; GF GUF; GG GGY; GH GHA; GI GIB; GL GRL; GM GMB; GN GIN; GP GLP; GQ GNQ; GR GRC; GS SGS; GT GTM;
GU GUM; GW GNB; GY GUY; HK HKG; HM HMD; HN HND; HR HRV; HT HTI; HU HUN; ID IDN; IE IRL; IL ISR; IM IMN;
IN IND; IO IOT; IQ IRQ; IR IRN; IS ISL; IT ITA; JE JEY; JM JAM; JO JOR; JP JPN; KE KEN; KG KGZ; KH KHM;
KI KIR; KM COM; KN KNA; KP PRK; KR KOR; KW KWT; KY CYM; KZ KAZ; LA LAO; LB LBN; LC LCA; LI LIE; LK LKA;
LR LBR; LS LSO; LT LTU; LU LUX; LV LVA; LY LBY; MA MAR; MC MCO; MD MDA; ME MNE; MF MAF; MG MDG; MH MHL;
MK MKD; ML MLI; MM MMR; MN MNG; MO MAC; MP MNP; MQ MTQ; MR MRT; MS MSR; MT MLT; MU MUS; MV MDV; MW MWI;
MX MEX; MY MYS; MZ MOZ; NA NAM; NC NCL; NE NER; NF NFK; NG NGA; NI NIC; NL NLD; NO NOR; NP NPL; NR NRU;
NU NIU; NZ NZL; OM OMN; PA PAN; PE PER; PF PYF; PG PNG; PH PHL; PK PAK; PL POL; PM SPM; PN PCN; PR PRI;
PS PSE; PT PRT; PW PLW; PY PRY; QA QAT; RE REU; RO ROU; RS SRB; RU RUS; RW RWA; SA SAU; SB SLB; SC SYC;
SD SDN; SE SWE; SG SGP; SH SHN; SI SVN; SJ SJM; SK SVK; SL SLE; SM SMR; SN SEN; SO SOM; SR SUR; SS SSD;
ST STP; SV SLV; SX SXM; SY SYR; SZ SWZ; TC TCA; TD TCD; TF ATF; TG TGO; TH THA; TJ TJK; TK TKL; TL TLS;
TM TKM; TN TUN; TO TON; TR TUR; TT TTO; TV TUV; TW TWN; TZ TZA; UA UKR; UG UGA; UM UMI; US USA; UY URY;
UZ UZB; VA VAT; VC VCT; VE VEN; VG VGB; VI VIR; VN VNM; VU VUT; WF WLF; WS WSM; YE YEM; YT MYT; ZA ZAF;
ZM ZMB; ZW ZWE
"""

TWO_LETTERS: Final[Mapping[str, str]] = {
    pair.split()[0]: pair.split()[1] for pair in _TWO_LETTERS.replace("\n", " ").split(";") if pair.strip()
}
"""ISO 3166-1 alpha-2 -> alpha-3."""
