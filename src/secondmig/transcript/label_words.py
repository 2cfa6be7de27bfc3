"""Words before a colon that name no speaker, or say that nobody knows who speaks."""

from typing import Final

_HEADING: Final = """
date|dates|time|times|place|location|venue|duration|length|recorded|recording|recorded on|recording date
|transcribed by|transcriber|transcription|transcribed|project|study|interview|interview date|interview no
|interview number|date of interview|place of interview|participant id|interviewee id|id|file|file name
|filename|language|languages|age|gender|sex|nationality|occupation|country|version|consent
|fecha|lugar|hora|duración|entrevista|fecha de la entrevista|transcripción|transcrita por|proyecto|idioma|edad
|sexo|género|nacionalidad|ocupación|archivo
|日時|日付|実施日|場所|時間|所要時間|収録日|録音|文字起こし|年齢|性別|国籍|職業|言語|プロジェクト
"""
HEADING_FIELDS: Final = frozenset(word.strip() for word in _HEADING.split("|"))
"""What stands before a colon in the heading of a transcript, in small letters."""

_LISTED: Final = """
note|notes|nb|n.b|ps|p.s|re|e.g|i.e|example|http|https|page|source|subject|from|to|cc|bcc|sent|name|names
|address|phone|telephone|email|e-mail|first|second|third|fourth|fifth|firstly|secondly|thirdly|lastly|finally
|problem|problems|reason|reasons|result|results|conclusion|summary|introduction|background|remark|remarks
|comment|comments|observation|observations|warning|attention|important|translation|topic|title|author|status
|total|step|part|chapter|section|figure|table|appendix|keywords|end|tape|side|track
|nota|notas|nombre|dirección|teléfono|ejemplo|primero|segundo|tercero|problema|razón|conclusión|resumen
|traducción|título|tema|autor|página|fuente|fin
|注|注記|備考|例|理由|結論|結果|問題|補足|氏名|住所|電話|訳|翻訳|資料|出典|タイトル|テーマ
"""
NO_SPEAKER: Final = HEADING_FIELDS | frozenset(word.strip() for word in _LISTED.split("|"))
"""Words before a colon that name no speaker, in small letters."""

UNKNOWN: Final = frozenset({"unknown", "unclear", "inaudible", "unidentified", "indistinct", "不明"})
"""Labels in brackets that say that somebody speaks, but not who, in small letters; as do question marks."""
