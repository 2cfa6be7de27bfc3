"""Borders that changed: states that ended, territories that came of another state, colonies, and names.

Facts of record, put together for this project: codes of former states are those of ISO 3166-3; dates are the
day on which the change took legal effect (a declaration, an act of independence, a treaty), to the month. A
line that ends in "?" holds a date in dispute, or one of which the project is not sure; what
:func:`secondmig.survey.places.place` says about it carries the same doubt. Territories are named by the codes
of the countries they are today: a list of persons born there asks where the place lies now.
"""

from dataclasses import dataclass
from typing import Final, Literal

from secondmig.core.legs import PartialDate

Kind = Literal["ended", "left", "ruled", "renamed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of borders.

    Attributes:
        kind: "ended": the state is no more and the territory is another country's since; "left": the
            territory was part of another state that goes on; "ruled": it was a colony or under foreign rule;
            "renamed": the same territory under another name.
        before: the earlier state, as a code (a former one, or a country of today), or for "renamed" the name.
        after: the country of today.
        date: when it changed.
        by: the act, in a few words.
        sure: False for a date in dispute, or one of which the project is not sure.
    """

    kind: Kind
    before: str
    after: str
    date: PartialDate
    by: str
    sure: bool = True


_TABLE: Final = """
ended SUN 1991-08 EST: independence restored, 20 August 1991
ended SUN 1991-08 LVA: independence restored, 21 August 1991
ended SUN 1991-09 LTU: independence of 1990 recognised by the Soviet Union, 6 September 1991
ended SUN 1991-12 ARM AZE BLR GEO KAZ KGZ MDA RUS TJK TKM UKR UZB: dissolved, 26 December 1991
ended YUG 1991-06 HRV SVN: declarations of independence, 25 June 1991
ended YUG 1991-09 MKD: independence after the referendum of 8 September 1991
ended YUG 1992-03 BIH: independence after the referendum of 1 March 1992
ended YUG 2003-02 SCG: the Federal Republic of Yugoslavia became Serbia and Montenegro, 4 February 2003
ended SCG 2006-06 MNE SRB: Montenegro became independent, 3 June 2006
ended CSK 1993-01 CZE SVK: Czechoslovakia dissolved at the end of 1992
ended DDR 1990-10 DEU: German unification, 3 October 1990
ended YMD 1990-05 YEM: Yemeni unification, 22 May 1990
ended VDR 1976-07 VNM: Vietnamese unification, 2 July 1976
ended ANT 2010-10 BES CUW SXM: the Netherlands Antilles dissolved, 10 October 2010
ended PCI 1986-10 MHL: compact of free association, 21 October 1986
ended PCI 1986-11 FSM MNP: compact of free association and commonwealth, 3 and 4 November 1986
ended PCI 1994-10 PLW: compact of free association, 1 October 1994
ended GEL 1976-01 TUV: separated on 1 January 1976 ?
ended GEL 1979-07 KIR: independence, 12 July 1979
left ANT 1986-01 ABW: separate status, 1 January 1986
left SDN 2011-07 SSD: independence, 9 July 2011
left ETH 1993-05 ERI: independence, 24 May 1993
left PAK 1971-12 BGD: war of independence ended, 16 December 1971 (declared 26 March)
left MYS 1965-08 SGP: Singapore left Malaysia, 9 August 1965
left IDN 2002-05 TLS: independence, 20 May 2002 (occupied from 1975, a Portuguese colony before)
left ZAF 1990-03 NAM: independence, 21 March 1990
left GBR 1922-12 IRL: Irish Free State, 6 December 1922
ruled GBR 1997-07 HKG: handed over to China, 1 July 1997
ruled PRT 1999-12 MAC: handed over to China, 20 December 1999
ruled JPN 1945-08 KOR PRK: end of Japanese rule, 15 August 1945
ruled JPN 1945-10 TWN: end of Japanese rule, 25 October 1945
ruled USA 1946-07 PHL: independence, 4 July 1946
ruled GBR 1947-08 IND PAK: independence, 14 and 15 August 1947
ruled GBR 1948-01 MMR: independence, 4 January 1948
ruled GBR 1948-02 LKA: independence, 4 February 1948
ruled GBR 1956-01 SDN: independence from Britain and Egypt, 1 January 1956
ruled GBR 1957-03 GHA: independence, 6 March 1957
ruled GBR 1957-08 MYS: independence of Malaya, 31 August 1957 (Sabah and Sarawak 1963)
ruled GBR 1960-07 SOM: independence and union with Italian Somaliland, 1 July 1960
ruled GBR 1960-08 CYP: independence, 16 August 1960
ruled GBR 1960-10 NGA: independence, 1 October 1960
ruled GBR 1961-04 SLE: independence, 27 April 1961
ruled GBR 1961-06 KWT: independence, 19 June 1961
ruled GBR 1961-12 TZA: independence of Tanganyika, 9 December 1961 (Zanzibar 1963, union 1964)
ruled GBR 1962-08 JAM TTO: independence, 6 and 31 August 1962
ruled GBR 1962-10 UGA: independence, 9 October 1962
ruled GBR 1963-09 SGP: joined Malaysia, 16 September 1963
ruled GBR 1963-12 KEN: independence, 12 December 1963
ruled GBR 1964-07 MWI: independence, 6 July 1964
ruled GBR 1964-09 MLT: independence, 21 September 1964
ruled GBR 1964-10 ZMB: independence, 24 October 1964
ruled GBR 1965-02 GMB: independence, 18 February 1965
ruled GBR 1965-07 MDV: independence, 26 July 1965
ruled GBR 1966-05 GUY: independence, 26 May 1966
ruled GBR 1966-09 BWA: independence, 30 September 1966
ruled GBR 1966-10 LSO: independence, 4 October 1966
ruled GBR 1966-11 BRB: independence, 30 November 1966
ruled GBR 1968-03 MUS: independence, 12 March 1968
ruled GBR 1968-09 SWZ: independence, 6 September 1968
ruled GBR 1970-10 FJI: independence, 10 October 1970
ruled GBR 1971-08 BHR: independence, 15 August 1971
ruled GBR 1971-09 QAT: independence, 3 September 1971
ruled GBR 1971-12 ARE: independence, 2 December 1971
ruled GBR 1973-07 BHS: independence, 10 July 1973
ruled GBR 1974-02 GRD: independence, 7 February 1974
ruled AUS 1975-09 PNG: independence, 16 September 1975
ruled GBR 1976-06 SYC: independence, 29 June 1976
ruled GBR 1978-07 SLB: independence, 7 July 1978
ruled GBR 1978-11 DMA: independence, 3 November 1978
ruled GBR 1979-02 LCA: independence, 22 February 1979
ruled GBR 1979-10 VCT: independence, 27 October 1979
ruled GBR 1980-04 ZWE: independence, 18 April 1980
ruled GBR 1980-07 VUT: independence from Britain and France, 30 July 1980
ruled GBR 1981-09 BLZ: independence, 21 September 1981
ruled GBR 1981-11 ATG: independence, 1 November 1981
ruled GBR 1983-09 KNA: independence, 19 September 1983
ruled GBR 1984-01 BRN: independence, 1 January 1984
ruled FRA 1954-07 VNM: Geneva agreements, 21 July 1954
ruled FRA 1953-11 KHM: independence, 9 November 1953
ruled FRA 1953-10 LAO: independence, 22 October 1953
ruled FRA 1956-03 MAR TUN: independence, 2 and 20 March 1956
ruled FRA 1958-10 GIN: independence, 2 October 1958
ruled FRA 1960-08 BEN BFA CAF CIV COG GAB NER SEN TCD: independence, August 1960 (Senegal June or August) ?
ruled FRA 1960-06 MDG: independence, 26 June 1960
ruled FRA 1962-07 DZA: independence, 5 July 1962
ruled FRA 1975-07 COM: independence, 6 July 1975
ruled FRA 1977-06 DJI: independence, 27 June 1977
ruled BEL 1960-06 COD: independence, 30 June 1960
ruled BEL 1962-07 BDI RWA: independence, 1 July 1962
ruled NLD 1949-12 IDN: independence recognised, 27 December 1949
ruled NLD 1975-11 SUR: independence, 25 November 1975
ruled PRT 1961-12 IND: Goa, Daman and Diu alone, 19 December 1961
ruled PRT 1974-09 GNB: independence recognised, 10 September 1974
ruled PRT 1975-06 MOZ: independence, 25 June 1975
ruled PRT 1975-07 CPV STP: independence, 5 and 12 July 1975
ruled PRT 1975-11 AGO: independence, 11 November 1975
ruled ESP 1968-10 GNQ: independence, 12 October 1968
ruled ESP 1976-02 ESH: Spain left, 26 February 1976; the territory is in dispute ?
ruled NZL 1962-01 WSM: independence, 1 January 1962
renamed Ceylon 1972-05 LKA: constitution of 22 May 1972
renamed Dahomey 1975-11 BEN: 30 November 1975
renamed Southern Rhodesia 1980-04 ZWE: independence, 18 April 1980
renamed Rhodesia 1980-04 ZWE: independence, 18 April 1980
renamed Northern Rhodesia 1964-10 ZMB: independence, 24 October 1964
renamed Nyasaland 1964-07 MWI: independence, 6 July 1964
renamed Bechuanaland 1966-09 BWA: independence, 30 September 1966
renamed Basutoland 1966-10 LSO: independence, 4 October 1966
renamed Gold Coast 1957-03 GHA: independence, 6 March 1957
renamed British Guiana 1966-05 GUY: independence, 26 May 1966
renamed Dutch Guiana 1975-11 SUR: independence, 25 November 1975
renamed British Honduras 1973-06 BLZ: 1 June 1973 ?
renamed Trucial States 1971-12 ARE: union, 2 December 1971
renamed New Hebrides 1980-07 VUT: independence, 30 July 1980
renamed Upper Volta 1984-08 BFA: 4 August 1984
renamed Burma 1989-06 MMR: 18 June 1989
renamed Western Samoa 1997-07 WSM: July 1997
renamed Zaire 1997-05 COD: 17 May 1997
renamed East Timor 2002-05 TLS: independence, 20 May 2002
renamed Swaziland 2018-04 SWZ: 19 April 2018
renamed Macedonia 2019-02 MKD: Prespa agreement, 12 February 2019
renamed Siam 1949-05 THA: 11 May 1949 ?
renamed Persia 1935-03 IRN: 21 March 1935
renamed Formosa 1945-10 TWN: end of Japanese rule, 25 October 1945
renamed Panama Canal Zone 1979-10 PAN: treaty in force, 1 October 1979
renamed Sikkim 1975-05 IND: joined India, 16 May 1975
renamed East Pakistan 1971-12 BGD: war of independence ended, 16 December 1971
renamed West Germany 1990-10 DEU: German unification, 3 October 1990
renamed West Pakistan 1971-12 PAK: Bangladesh left, 16 December 1971
renamed South Vietnam 1976-07 VNM: unification, 2 July 1976
renamed Tanganyika 1964-04 TZA: union with Zanzibar, 26 April 1964
renamed Zanzibar 1964-04 TZA: union with Tanganyika, 26 April 1964
renamed French Somaliland 1977-06 DJI: independence, 27 June 1977
renamed Spanish Sahara 1976-02 ESH: Spain left, 26 February 1976
renamed Kampuchea 1989-04 KHM: State of Cambodia, 30 April 1989 ?
"""

PARTS: Final = (
    ("Okinawa", "JPN", "USA", PartialDate(1972, 5), "under United States rule until 15 May 1972"),
    ("Ryukyu Islands", "JPN", "USA", PartialDate(1972, 5), "under United States rule until 15 May 1972"),
    ("Goa", "IND", "PRT", PartialDate(1961, 12), "Portuguese until 19 December 1961"),
    ("Zainichi Korea", "KOR", "JPN", PartialDate(1945, 8), "under Japanese rule until 15 August 1945"),
    ("Saarland", "DEU", "FRA", PartialDate(1957, 1), "a French protectorate until 1 January 1957"),
    ("Sarawak", "MYS", "GBR", PartialDate(1963, 9), "British until 16 September 1963"),
    ("Sabah", "MYS", "GBR", PartialDate(1963, 9), "British until 16 September 1963"),
)
"""Parts of a country that were under another state's rule -> the country they are part of today."""


def _read_table() -> tuple[Change, ...]:
    found: list[Change] = []
    for line in _TABLE.strip().split("\n"):
        facts, _, by = line.partition(": ")
        words = facts.split()
        at = next(place for place, word in enumerate(words) if word[0].isdigit())
        sure = not by.endswith(" ?")
        found.extend(
            Change(
                kind=words[0],  # type: ignore[arg-type] # one of the four words of the table above
                before=" ".join(words[1:at]),
                after=after,
                date=PartialDate.parse(words[at]),
                by=by.removesuffix(" ?"),
                sure=sure,
            )
            for after in words[at + 1 :]
        )
    return tuple(found)


CHANGES: Final = _read_table()
"""Every change, one for each country of today."""
