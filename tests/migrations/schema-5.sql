-- A small database of schema 5. A released schema never changes, and this file never does either.
PRAGMA application_id = 1936550247;
PRAGMA user_version = 5;
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'secondmig.store','1 first schema','2026-11-22 02:44:19.448597+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'secondmig.store','2 search, sentences, guides','2026-11-22 05:24:03.496431+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'secondmig.store','3 assignments, resolutions','2026-11-22 08:23:10.061149+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'secondmig.store','4 suggestions, verdicts, passes, summaries','2026-11-22 10:45:16.877880+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'secondmig.store','5 forms of surveys','2026-11-22 14:28:45.214884+00:00');
CREATE TABLE assignments (
    row INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL CHECK (id <> ''),
    coder_id TEXT NOT NULL CHECK (coder_id <> ''),
    document_id TEXT NOT NULL CHECK (document_id <> ''),
    codebook_id TEXT NOT NULL CHECK (codebook_id <> ''),
    blind INTEGER NOT NULL CHECK (blind = 0 OR blind = 1),
    source TEXT NOT NULL CHECK (source = 'declared' OR source = 'package' OR source = 'hand' OR source = 'adjudication'),
    created_event INTEGER NOT NULL REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    retired_event INTEGER REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    CHECK (retired_event >= created_event)
) STRICT;
INSERT INTO "assignments" VALUES(1,'a-0rypvqp9ee4x','ana','US01','book',1,'package',19,NULL);
INSERT INTO "assignments" VALUES(2,'a-y25rmq9s400k','ben','US01','book',1,'package',19,NULL);
INSERT INTO "assignments" VALUES(3,'a-k304d3809w4j','ana','JP01','book',1,'package',19,NULL);
CREATE TABLE cases (
    row INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL CHECK (id <> ''),
    pseudonym TEXT NOT NULL,
    consent TEXT NOT NULL CHECK (consent = 'T0' OR consent = 'T1' OR consent = 'T2' OR consent = 'T3' OR consent = 'T4' OR consent = 'T5'),
    speakers TEXT NOT NULL CHECK (json_type(speakers) = 'array'),
    attributes TEXT NOT NULL CHECK (json_type(attributes) = 'object'),
    legs TEXT NOT NULL CHECK (json_type(legs) = 'array'),
    created_event INTEGER NOT NULL REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    retired_event INTEGER REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    CHECK (retired_event >= created_event)
) STRICT;
INSERT INTO "cases" VALUES(1,'US01','Rosa','T3','[{"document":"US01","speaker":"ROSA"}]','{"occupation":"machine fitter","origin":"PER"}','[{"country":"PER","end":"1998","index":0,"isco":"","legal_at_entry":"","legal_at_exit":"","note":"","role":"origin","role_reason":"","start":null},{"country":"JPN","end":"2006","index":1,"isco":"8121","legal_at_entry":"","legal_at_exit":"","note":"","role":"destination","role_reason":"","start":"1998-04"},{"country":"USA","end":null,"index":2,"isco":"","legal_at_entry":"","legal_at_exit":"","note":"","role":"current","role_reason":"","start":"2006"}]',6,NULL);
INSERT INTO "cases" VALUES(2,'JP01','Yuki','T1','[{"document":"JP01","speaker":"YUKI"}]','{"occupation":"machine fitter","origin":"PER"}','[{"country":"PER","end":"1998","index":0,"isco":"","legal_at_entry":"","legal_at_exit":"","note":"","role":"origin","role_reason":"","start":null},{"country":"JPN","end":"2006","index":1,"isco":"8121","legal_at_entry":"","legal_at_exit":"","note":"","role":"destination","role_reason":"","start":"1998-04"},{"country":"USA","end":null,"index":2,"isco":"","legal_at_entry":"","legal_at_exit":"","note":"","role":"current","role_reason":"","start":"2006"}]',6,NULL);
INSERT INTO "cases" VALUES(4,'US20B','Luis','T1','[{"document":"US20","speaker":"LUIS"}]','{}','[]',16,NULL);
CREATE TABLE chores (name TEXT PRIMARY KEY NOT NULL) STRICT;
CREATE TABLE codebooks (
    row INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL,
    codebook_id TEXT NOT NULL CHECK (codebook_id <> ''),
    number INTEGER NOT NULL CHECK (number >= 1),
    label TEXT NOT NULL,
    sha TEXT NOT NULL CHECK (length(sha) = 71 AND sha GLOB 'sha256:*'),
    note TEXT NOT NULL,
    author TEXT NOT NULL,
    body_hash TEXT NOT NULL REFERENCES content (hash),
    created_event INTEGER NOT NULL REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    retired_event INTEGER REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    CHECK (id = codebook_id || '@' || number),
    CHECK (retired_event >= created_event)
) STRICT;
INSERT INTO "codebooks" VALUES(1,'book@1','book',1,'1.0.0','sha256:e2ddb678cf5c58118771e13a9aeb5d35e63ff7c1f667cfc43f7c648901ea568d','first','ana','sha256:e2ddb678cf5c58118771e13a9aeb5d35e63ff7c1f667cfc43f7c648901ea568d',1,NULL);
CREATE TABLE codings (
    row INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL CHECK (id <> ''),
    document_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    span_start INTEGER NOT NULL CHECK (span_start >= 0),
    span_end INTEGER NOT NULL,
    quote_sha TEXT NOT NULL CHECK (length(quote_sha) = 71 AND quote_sha GLOB 'sha256:*'),
    code_id TEXT NOT NULL CHECK (code_id <> ''),
    codebook_version TEXT NOT NULL,
    coder_id TEXT NOT NULL CHECK (coder_id <> ''),
    facets TEXT NOT NULL CHECK (json_type(facets) = 'object'),
    origin TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status = 'current' OR status = 'changed' OR status = 'lost'),
    created_event INTEGER NOT NULL REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    retired_event INTEGER REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    about_country TEXT GENERATED ALWAYS AS (CAST(json_extract(facets, '$.about_country') AS TEXT)) VIRTUAL,
    valence TEXT GENERATED ALWAYS AS (CAST(json_extract(facets, '$.valence') AS TEXT)) VIRTUAL,
    polarity TEXT GENERATED ALWAYS AS (CAST(json_extract(facets, '$.polarity') AS TEXT)) VIRTUAL,
    corridor TEXT GENERATED ALWAYS AS (CAST(json_extract(facets, '$.corridor') AS TEXT)) VIRTUAL,
    FOREIGN KEY (document_id, version) REFERENCES document_versions (document_id, version),
    CHECK (span_end > span_start),
    CHECK (retired_event >= created_event)
) STRICT;
INSERT INTO "codings" VALUES(1,'c-netymv7s85se','US01',1,28,34,'sha256:47603998f60049ba81eb279c597b63059dcb9b0b6eb6cc243ae6097829327b3d','OS-UP','book@1','ana','{"about_country":"JPN","compared_with":["ORIGIN","USA"],"sure":true,"valence":-1}','manual','current',5,NULL);
INSERT INTO "codings" VALUES(2,'c-jm6xe5gm2xcm','US01',1,115,120,'sha256:35dd5266408fbd55bc22d156f5dcfbaf35d3fa581c9fc773587503d10de02d22','OS-DOWN','book@1','zoe','{}','manual','current',5,NULL);
INSERT INTO "codings" VALUES(3,'c-7q0mkcm1gckd','JP01',1,73,78,'sha256:9cf58a07469da94958b4f4500eed55b7ff5b5f56996d5a3b3bd300fdfcc07d0e','OS-UP','book@1','ana','{}','manual','current',5,11);
INSERT INTO "codings" VALUES(4,'c-7q0mkcm1gckd','JP01',1,73,78,'sha256:9cf58a07469da94958b4f4500eed55b7ff5b5f56996d5a3b3bd300fdfcc07d0e','OS-UP','book@1','ana','{}','manual','current',12,13);
INSERT INTO "codings" VALUES(6,'c-vrys9fs9w21b','US20',1,148,156,'sha256:66c034bce17660f28c43a4cbeb8fb69cd19051c72702f8d4780a343169739c57','OS-UP','book@1','ana','{}','manual','current',15,NULL);
CREATE TABLE content (
    hash TEXT PRIMARY KEY NOT NULL CHECK (length(hash) = 71 AND hash GLOB 'sha256:*'),
    body ANY NOT NULL CHECK (typeof(body) IN ('text', 'blob'))
) STRICT;
INSERT INTO "content" VALUES('sha256:e2ddb678cf5c58118771e13a9aeb5d35e63ff7c1f667cfc43f7c648901ea568d','{"codes":[{"id":"OS-UP","label":"label of OS-UP"},{"id":"OS-DOWN","label":"label of OS-DOWN"}],"facets":[],"id":"book","label":"1.0.0","rules":["one rule"],"source":"nowhere","title":"A book"}');
INSERT INTO "content" VALUES('sha256:e33928d405356750a465891610c60488e83612af7c7bd8857da7ad97a698c93e','---
id: US01
title: Rosa on screws
---
#1 [00:00:00] INT: What did you do?
#2 [00:00:01] ROSA: I counted screws in Gunma.
');
INSERT INTO "content" VALUES('sha256:8b57358dfb550d465a230db0bd6d144231ffb41a71816c55e1e751d64cd36d05',X'FFFE2D002D002D000A00690064003A00200055005300300031000A007400690074006C0065003A00200052006F007300610020006F006E0020007300630072006500770073000A002D002D002D000A002300310020005B00300030003A00300030003A00300030005D00200049004E0054003A00200057006800610074002000640069006400200079006F007500200064006F003F000A002300320020005B00300030003A00300030003A00300031005D00200052004F00530041003A0020004900200063006F0075006E007400650064002000730063007200650077007300200069006E002000470075006E006D0061002E000A00');
INSERT INTO "content" VALUES('sha256:011baa3aeb1e488963610d236b6ca24769a49bd33de1d21b4c1bebb44c51eb62','{"title":"Rosa on screws","header":{"fictional":"true","languages":["en","ja"],"pseudonym":"Rosa of the screws"}}');
INSERT INTO "content" VALUES('sha256:a607aee2f7bb61ee27ee8969a4831b86f8f94c458c63ab8425d3fa0379ea613b','---
id: JP01
title: Yuki
---
#1 [00:00:00] INT: そして?
#2 [00:00:01] YUKI: 残りました。👩‍👩‍👧
');
INSERT INTO "content" VALUES('sha256:20d095b42c9f8b0f637ce32c64669c8bd915a1b3afe7d2bc21ae06420081efc4',X'FFFE2D002D002D000A00690064003A0020004A005000300031000A007400690074006C0065003A002000590075006B0069000A002D002D002D000A002300310020005B00300030003A00300030003A00300030005D00200049004E0054003A0020005D30573066303F000A002300320020005B00300030003A00300030003A00300031005D002000590055004B0049003A0020008B6B8A307E3057305F3002303DD869DC0D203DD869DC0D203DD867DC0A00');
INSERT INTO "content" VALUES('sha256:4e937642a7ab28e47ce57787e20c01ee2e0a3c177742e6bc863c3dc8f1f158c2','{"title":"Yuki","header":{"fictional":"true"}}');
INSERT INTO "content" VALUES('sha256:cd46dccb0635ca49719b95d6f26b37259ab3a3e772eeaabbdb23d548fbc4aa79','---
id: JP01
title: Yuki
---
#1 [00:00:00] INT: そして?
#2 [00:00:01] YUKI: 残りました。本当に。
');
INSERT INTO "content" VALUES('sha256:c91a188ea794f8b89ade6d696aa9dc4961ddee1431d7f0adc0edc8d310c0ce17',X'FFFE2D002D002D000A00690064003A0020004A005000300031000A007400690074006C0065003A002000590075006B0069000A002D002D002D000A002300310020005B00300030003A00300030003A00300030005D00200049004E0054003A0020005D30573066303F000A002300320020005B00300030003A00300030003A00300031005D002000590055004B0049003A0020008B6B8A307E3057305F3002302C67535F6B3002300A00');
INSERT INTO "content" VALUES('sha256:1dc304c484d42c1db942c8a5378cd6786f2b9b7a1fe1e0bfe9eebfaefdf243ef','{"title":"Yuki","header":{"fictional":"true","languages":["en","ja"],"pseudonym":"Rosa of the screws"}}');
INSERT INTO "content" VALUES('sha256:a3bc7d42dd0d7b37eb2e3c1141c9f5935cd54022aed44ac22903560cfe1ea893','look again');
INSERT INTO "content" VALUES('sha256:aeff800a2caefaff904b0178b537216087c31159770b5004740049ae56844a9d','a memo');
INSERT INTO "content" VALUES('sha256:3c50073dc882a3b8e08f2bc2d9ec4c702151d0580a5fb92c1eabd3a1a350547e','███
████████
███████████████████
███
#1 [00:00:00] INT: How did you meet?
██████████████████████████████████████
#3 [00:00:02] LUIS: She laughed at my boots.
');
INSERT INTO "content" VALUES('sha256:d1a57c8b08f84b330e9acdc8ef7728441bfc98b834ef84dccb02e6ed87f92bf0','{"title":"","header":{"fictional":"true","languages":["en","ja"]}}');
INSERT INTO "content" VALUES('sha256:ae3511ab90c90da7d4584d8afb58563d15d494db64f999a18ee579e5538d8f9c','guide:
  id: guide
items: []
');
INSERT INTO "content" VALUES('sha256:b97fa57908059c91488d6b52379b36a3b5a4da152c53f26638c6405aae90f9f3','both fit');
INSERT INTO "content" VALUES('sha256:8ca593c76c6c65af6e661b43ca42da2d25ad75f72cef2bfca9a4495618402b51','counts screws, and minds');
CREATE TABLE document_versions (
    document_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    text_hash TEXT NOT NULL REFERENCES content (hash),
    PRIMARY KEY (document_id, version)
) STRICT, WITHOUT ROWID;
INSERT INTO "document_versions" VALUES('JP01',1,'sha256:a607aee2f7bb61ee27ee8969a4831b86f8f94c458c63ab8425d3fa0379ea613b');
INSERT INTO "document_versions" VALUES('JP01',2,'sha256:cd46dccb0635ca49719b95d6f26b37259ab3a3e772eeaabbdb23d548fbc4aa79');
INSERT INTO "document_versions" VALUES('US01',1,'sha256:e33928d405356750a465891610c60488e83612af7c7bd8857da7ad97a698c93e');
INSERT INTO "document_versions" VALUES('US20',1,'sha256:3c50073dc882a3b8e08f2bc2d9ec4c702151d0580a5fb92c1eabd3a1a350547e');
CREATE TABLE documents (
    row INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL,
    document_id TEXT NOT NULL CHECK (document_id <> ''),
    version INTEGER NOT NULL CHECK (version >= 1),
    kind TEXT NOT NULL CHECK (kind = 'interview' OR kind = 'fieldnote' OR kind = 'policy' OR kind = 'press' OR kind = 'answer'),
    language TEXT NOT NULL,
    decoding TEXT NOT NULL,
    supersedes INTEGER,
    source_sha TEXT NOT NULL CHECK (length(source_sha) = 71 AND source_sha GLOB 'sha256:*'),
    source_hash TEXT REFERENCES content (hash),
    text_hash TEXT NOT NULL REFERENCES content (hash),
    head_hash TEXT NOT NULL REFERENCES content (hash),
    reading INTEGER NOT NULL REFERENCES readings (reading),
    created_event INTEGER NOT NULL REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    retired_event INTEGER REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (document_id, version) REFERENCES document_versions (document_id, version),
    CHECK (id = document_id || '@' || version),
    CHECK (retired_event >= created_event)
) STRICT;
INSERT INTO "documents" VALUES(1,'US01@1','US01',1,'interview','en','utf-8',NULL,'sha256:8b57358dfb550d465a230db0bd6d144231ffb41a71816c55e1e751d64cd36d05','sha256:8b57358dfb550d465a230db0bd6d144231ffb41a71816c55e1e751d64cd36d05','sha256:e33928d405356750a465891610c60488e83612af7c7bd8857da7ad97a698c93e','sha256:011baa3aeb1e488963610d236b6ca24769a49bd33de1d21b4c1bebb44c51eb62',1,2,NULL);
INSERT INTO "documents" VALUES(2,'JP01@1','JP01',1,'interview','en','utf-8',NULL,'sha256:20d095b42c9f8b0f637ce32c64669c8bd915a1b3afe7d2bc21ae06420081efc4','sha256:20d095b42c9f8b0f637ce32c64669c8bd915a1b3afe7d2bc21ae06420081efc4','sha256:a607aee2f7bb61ee27ee8969a4831b86f8f94c458c63ab8425d3fa0379ea613b','sha256:4e937642a7ab28e47ce57787e20c01ee2e0a3c177742e6bc863c3dc8f1f158c2',2,3,NULL);
INSERT INTO "documents" VALUES(3,'JP01@2','JP01',2,'interview','en','utf-8',1,'sha256:c91a188ea794f8b89ade6d696aa9dc4961ddee1431d7f0adc0edc8d310c0ce17','sha256:c91a188ea794f8b89ade6d696aa9dc4961ddee1431d7f0adc0edc8d310c0ce17','sha256:cd46dccb0635ca49719b95d6f26b37259ab3a3e772eeaabbdb23d548fbc4aa79','sha256:1dc304c484d42c1db942c8a5378cd6786f2b9b7a1fe1e0bfe9eebfaefdf243ef',3,4,NULL);
INSERT INTO "documents" VALUES(4,'US20@1','US20',1,'interview','en','utf-8',NULL,'sha256:cdbae0bd22e05cabbd8fb8f5dbcf973c328102f00ab4f7b2269aab2928483097',NULL,'sha256:3c50073dc882a3b8e08f2bc2d9ec4c702151d0580a5fb92c1eabd3a1a350547e','sha256:d1a57c8b08f84b330e9acdc8ef7728441bfc98b834ef84dccb02e6ed87f92bf0',5,14,NULL);
CREATE TABLE erased_content (
    hash TEXT PRIMARY KEY NOT NULL CHECK (length(hash) = 71 AND hash GLOB 'sha256:*'),
    case_id TEXT NOT NULL REFERENCES tombstones (case_id)
) STRICT;
INSERT INTO "erased_content" VALUES('sha256:06d895e1b5b6b83d2ac74bcd5aa9ad066c935b2129265ac7e610aeb4ba4e1d3e','US20A');
INSERT INTO "erased_content" VALUES('sha256:cdbae0bd22e05cabbd8fb8f5dbcf973c328102f00ab4f7b2269aab2928483097','US20A');
CREATE TABLE erasing (case_id TEXT PRIMARY KEY NOT NULL) STRICT;
CREATE TABLE events (
    rev INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL,
    actor TEXT NOT NULL CHECK (actor <> ''),
    verb TEXT NOT NULL CHECK (verb <> ''),
    subject TEXT NOT NULL,
    payload TEXT NOT NULL CHECK (json_type(payload) = 'object'),
    undoes INTEGER UNIQUE REFERENCES events (rev),
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 71 AND hash GLOB 'sha256:*'),
    CHECK (undoes < rev)
) STRICT;
INSERT INTO "events" VALUES(1,'01m80000000000000000000001','2026-11-22T09:00:00.000Z','ana','codebook commit','','{}',NULL,'','sha256:495be7d59053e17efd4a8e41d7b380190ed63a6783cb8b59ef1693dcddc0b39a');
INSERT INTO "events" VALUES(2,'01m80000000000000000000002','2026-11-22T09:01:00.000Z','ana','corpus import','US01','{}',NULL,'sha256:495be7d59053e17efd4a8e41d7b380190ed63a6783cb8b59ef1693dcddc0b39a','sha256:fade99d7823de089dc455a515de605d5c67e116ed011eb146d64312d8f4f51ca');
INSERT INTO "events" VALUES(3,'01m80000000000000000000003','2026-11-22T09:02:00.000Z','ana','corpus import','JP01','{}',NULL,'sha256:fade99d7823de089dc455a515de605d5c67e116ed011eb146d64312d8f4f51ca','sha256:15abce0815e773552eb3ef6c99058d9625acf52c8bc68effa8b739e2672d5dff');
INSERT INTO "events" VALUES(4,'01m80000000000000000000004','2026-11-22T09:03:00.000Z','ana','corpus import','JP01','{}',NULL,'sha256:15abce0815e773552eb3ef6c99058d9625acf52c8bc68effa8b739e2672d5dff','sha256:270e45f31af6ec56556354eb1d50336d1fb79e0a403a588a86b76908be051db7');
INSERT INTO "events" VALUES(5,'01m80000000000000000000005','2026-11-22T09:04:00.000Z','ana','code add','US01','{}',NULL,'sha256:270e45f31af6ec56556354eb1d50336d1fb79e0a403a588a86b76908be051db7','sha256:eca3d3166fcb4671f13f6dfcf5e7fb9d6319a9038fe0073402fe57c06945a96b');
INSERT INTO "events" VALUES(6,'01m80000000000000000000006','2026-11-22T09:05:00.000Z','ana','case import','','{}',NULL,'sha256:eca3d3166fcb4671f13f6dfcf5e7fb9d6319a9038fe0073402fe57c06945a96b','sha256:c0e6149b9fb2f08511791f35ecdd3d8c3e5e3b01849a59725b14922f3255b6a3');
INSERT INTO "events" VALUES(7,'01m80000000000000000000007','2026-11-22T09:06:00.000Z','zoe','code relate','c-netymv7s85se','{}',NULL,'sha256:c0e6149b9fb2f08511791f35ecdd3d8c3e5e3b01849a59725b14922f3255b6a3','sha256:bbf69f64f24bc7741c29f7c9f5c0bd4c87d8ae2adce49ca3723cb4a51b7252cc');
INSERT INTO "events" VALUES(8,'01m80000000000000000000008','2026-11-22T09:07:00.000Z','ana','memo add','','{}',NULL,'sha256:bbf69f64f24bc7741c29f7c9f5c0bd4c87d8ae2adce49ca3723cb4a51b7252cc','sha256:a72ca960cf717851ccd3ac9cc237f40aeef4b5c8ff3d81af0b64d45bbf93c64c');
INSERT INTO "events" VALUES(9,'01m80000000000000000000009','2026-11-22T09:08:00.000Z','ana','corpus restrict','US01','{}',NULL,'sha256:a72ca960cf717851ccd3ac9cc237f40aeef4b5c8ff3d81af0b64d45bbf93c64c','sha256:83d2863656501f0dfdd3512c99fa09a316cceaeafa928d4ac8d6041d23558b0f');
INSERT INTO "events" VALUES(10,'01m80000000000000000000010','2026-11-22T09:09:00.000Z','ana','link build','','{}',NULL,'sha256:83d2863656501f0dfdd3512c99fa09a316cceaeafa928d4ac8d6041d23558b0f','sha256:897b6e37518bf5f9116f4767571733ca261cb5b00778c6e85cc2ee3d2b4e1aa1');
INSERT INTO "events" VALUES(11,'01m80000000000000000000011','2026-11-22T09:10:00.000Z','ana','code remove','JP01','{}',NULL,'sha256:897b6e37518bf5f9116f4767571733ca261cb5b00778c6e85cc2ee3d2b4e1aa1','sha256:3f1f3141f89ba1a83c55b353525a72f2b558db1127d85716aab32c9b43d4555a');
INSERT INTO "events" VALUES(12,'01m80000000000000000000012','2026-11-22T09:11:00.000Z','ana','undo','JP01','{"event":11,"rows":1}',11,'sha256:3f1f3141f89ba1a83c55b353525a72f2b558db1127d85716aab32c9b43d4555a','sha256:c3a0b8b2295a72e46d34ee19a4d8fc14647fe409a5caaa250f17141e558bcc70');
INSERT INTO "events" VALUES(13,'01m80000000000000000000013','2026-11-22T09:12:00.000Z','ana','redo','JP01','{"event":12,"rows":1}',12,'sha256:c3a0b8b2295a72e46d34ee19a4d8fc14647fe409a5caaa250f17141e558bcc70','sha256:8e8dbea81a889a8e887194474b7cb1e52259837495b95fa75641bb40c296240f');
INSERT INTO "events" VALUES(14,'01m80000000000000000000014','2026-11-22T09:13:00.000Z','ana','corpus import','US20','{}',NULL,'sha256:8e8dbea81a889a8e887194474b7cb1e52259837495b95fa75641bb40c296240f','sha256:4ca69e4f41fe571e1b46c53a3961699809e37630d169c386870069835753602c');
INSERT INTO "events" VALUES(15,'01m80000000000000000000015','2026-11-22T09:14:00.000Z','ana','code add','US20','{}',NULL,'sha256:4ca69e4f41fe571e1b46c53a3961699809e37630d169c386870069835753602c','sha256:c845a2a063e12ec9d6f2fc61923e74a13eedf11a1c58cd4f5d8d6b0eac438d11');
INSERT INTO "events" VALUES(16,'01m80000000000000000000016','2026-11-22T09:15:00.000Z','ana','case import','','{}',NULL,'sha256:c845a2a063e12ec9d6f2fc61923e74a13eedf11a1c58cd4f5d8d6b0eac438d11','sha256:ee0b28ee0693f48d9bc3daebff350ea1e8aaccc761647c06c25a10b68222b8fc');
INSERT INTO "events" VALUES(17,'01m80000000000000000000017','2026-11-22T09:17:00.000Z','ana','case withdraw','US20A','{"codings":1,"documents":0,"links":0,"masked":1,"memos":0,"restrictions":0,"survey_rows":0}',NULL,'sha256:ee0b28ee0693f48d9bc3daebff350ea1e8aaccc761647c06c25a10b68222b8fc','sha256:89e3cd19a4dd15cab78f16e5c0a83b2680cef4808030fc5b868c20d4cdb6c322');
INSERT INTO "events" VALUES(18,'01m80vc8tnqbha9q4nvyv2dcv5','2026-11-22T05:24:03.541Z','ana','corpus guide','guide','{}',NULL,'sha256:89e3cd19a4dd15cab78f16e5c0a83b2680cef4808030fc5b868c20d4cdb6c322','sha256:c83d6eedb36e406ffc2622cefa76f21a610c0e6a60012661c1035356b0d2e55d');
INSERT INTO "events" VALUES(19,'01m815m7fknvxf824hpx9q4421','2026-11-22T08:23:10.067Z','ana','agree assign','','{}',NULL,'sha256:c83d6eedb36e406ffc2622cefa76f21a610c0e6a60012661c1035356b0d2e55d','sha256:d7b4b9a0a5d964eb86bd186466240cfb4b792429eda7abc3e60f825853287bdf');
INSERT INTO "events" VALUES(20,'01m815m7fnx0prf4qczhrbbgxq','2026-11-22T08:23:10.069Z','bob','agree decide','US01','{"act":"act-00000001"}',NULL,'sha256:d7b4b9a0a5d964eb86bd186466240cfb4b792429eda7abc3e60f825853287bdf','sha256:4e1ce554970b52d45cc1814825278a0773c1f387840c338212a3b8fee29c77fb');
INSERT INTO "events" VALUES(21,'01m81dreemc8eg3m1gzq0zrg2w','2026-11-22T10:45:16.884Z','ana','code suggest','US01','{}',NULL,'sha256:4e1ce554970b52d45cc1814825278a0773c1f387840c338212a3b8fee29c77fb','sha256:5541b8192ee1414f119c892703eb1d2cfd5b6d20721660082d4008cd1dfbf6d5');
INSERT INTO "events" VALUES(22,'01m81dreen5tjw2jwsh7ggp6ky','2026-11-22T10:45:16.885Z','ana','code reject','US01','{}',NULL,'sha256:5541b8192ee1414f119c892703eb1d2cfd5b6d20721660082d4008cd1dfbf6d5','sha256:56f268fcbf75884936a3e477773ef9bcc4e07c70d3d9f951ff19d8c2822caa19');
INSERT INTO "events" VALUES(23,'01m81dreepzm2mhdqhfqpfj85w','2026-11-22T10:45:16.886Z','ana','code accept','US01','{}',NULL,'sha256:56f268fcbf75884936a3e477773ef9bcc4e07c70d3d9f951ff19d8c2822caa19','sha256:0eb30611589b369ac2df3924d9939f5e5a62e038d6a23627101dce5566ffd9d1');
INSERT INTO "events" VALUES(24,'01m81dreeqnbxfc1ktpavgv5hy','2026-11-22T10:45:16.887Z','ana','code finish','US01','{}',NULL,'sha256:0eb30611589b369ac2df3924d9939f5e5a62e038d6a23627101dce5566ffd9d1','sha256:027c1447a2f43090f8884a8a0a44aec06045c74e47e7d9a5f73fc8b8aee6c75a');
INSERT INTO "events" VALUES(25,'01m81dreerknwgx8ydwgzxy5b2','2026-11-22T10:45:16.888Z','ana','grid write','US01','{}',NULL,'sha256:027c1447a2f43090f8884a8a0a44aec06045c74e47e7d9a5f73fc8b8aee6c75a','sha256:99026184b4bfa7f27e6bd66612a864ae0cf8a0f09160f906792f3e39451b9148');
INSERT INTO "events" VALUES(26,'01m81thmh65cz7ras4pkh8pcs4','2026-11-22T14:28:45.222Z','ana','survey add','sheet','{}',NULL,'sha256:99026184b4bfa7f27e6bd66612a864ae0cf8a0f09160f906792f3e39451b9148','sha256:d536785b5d9c257a92cf32a6914a0c8c1ed56cd8459b72c6500718dd30d10533');
CREATE TABLE files (
    row INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL CHECK (id <> ''),
    sha TEXT NOT NULL CHECK (length(sha) = 71 AND sha GLOB 'sha256:*'),
    kind TEXT NOT NULL,
    created_event INTEGER NOT NULL REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    retired_event INTEGER REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    CHECK (retired_event >= created_event)
) STRICT;
INSERT INTO "files" VALUES(1,'surveys/sheet.csv','sha256:1111111111111111111111111111111111111111111111111111111111111111','survey',10,NULL);
CREATE TABLE guides (
    row INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL CHECK (id <> ''),
    sha TEXT NOT NULL CHECK (length(sha) = 71 AND sha GLOB 'sha256:*'),
    body_hash TEXT NOT NULL REFERENCES content (hash),
    created_event INTEGER NOT NULL REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    retired_event INTEGER REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    CHECK (retired_event >= created_event)
) STRICT;
INSERT INTO "guides" VALUES(1,'guide','sha256:ae3511ab90c90da7d4584d8afb58563d15d494db64f999a18ee579e5538d8f9c','sha256:ae3511ab90c90da7d4584d8afb58563d15d494db64f999a18ee579e5538d8f9c',18,NULL);
CREATE TABLE links (
    row INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL CHECK (id <> ''),
    survey TEXT NOT NULL,
    case_id TEXT NOT NULL,
    row_id TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status = 'matched' OR status = 'unmatched_case' OR status = 'not_interviewed' OR status = 'duplicate'),
    reason TEXT NOT NULL,
    created_event INTEGER NOT NULL REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    retired_event INTEGER REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    CHECK (retired_event >= created_event)
) STRICT;
INSERT INTO "links" VALUES(1,'l-fe6317znpywp','sheet','US01','007','matched','key',10,NULL);
INSERT INTO "links" VALUES(2,'l-hbeexk3kcj8e','sheet','JP01','JP01','matched','same id',10,NULL);
INSERT INTO "links" VALUES(3,'l-wctfgc67443q','sheet','','9','not_interviewed','no case',10,NULL);
CREATE TABLE memos (
    row INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL CHECK (id <> ''),
    subject_kind TEXT NOT NULL CHECK (subject_kind <> ''),
    subject_id TEXT NOT NULL,
    text_hash TEXT NOT NULL REFERENCES content (hash),
    coder_id TEXT NOT NULL CHECK (coder_id <> ''),
    created_event INTEGER NOT NULL REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    retired_event INTEGER REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    CHECK (retired_event >= created_event)
) STRICT;
INSERT INTO "memos" VALUES(1,'m-9cmg8kzkj1he','coding','c-netymv7s85se','sha256:a3bc7d42dd0d7b37eb2e3c1141c9f5935cd54022aed44ac22903560cfe1ea893','ana',5,NULL);
INSERT INTO "memos" VALUES(2,'m-zsjvx0pj56bj','document','US01','sha256:aeff800a2caefaff904b0178b537216087c31159770b5004740049ae56844a9d','ana',8,NULL);
CREATE TABLE passes (
    row INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL CHECK (id <> ''),
    coder_id TEXT NOT NULL CHECK (coder_id <> ''),
    document_id TEXT NOT NULL CHECK (document_id <> ''),
    created_event INTEGER NOT NULL REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    retired_event INTEGER REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    CHECK (retired_event >= created_event)
) STRICT;
INSERT INTO "passes" VALUES(1,'p-sb664qcqmhnz','ana','US01',24,NULL);
CREATE TABLE readings (
    reading INTEGER PRIMARY KEY NOT NULL,
    sha TEXT NOT NULL UNIQUE CHECK (length(sha) = 71 AND sha GLOB 'sha256:*'),
    turns INTEGER NOT NULL,
    words INTEGER NOT NULL,
    characters INTEGER NOT NULL
) STRICT;
INSERT INTO "readings" VALUES(1,'sha256:12161dda7aabb647ddc34809e67612e3cf2dec2b203f2c86bfc4c387f4f3ff8e',2,9,122);
INSERT INTO "readings" VALUES(2,'sha256:c02d2fd2b6f769b0384261a4ab29c5cf161a94c6b2b52d3eba35e8c26bf720d7',2,2,85);
INSERT INTO "readings" VALUES(3,'sha256:9f3f71fd99f040f2a8131ffc29ed7ddf7866bf30fb25c6aec1ef2418798ead4a',2,2,84);
INSERT INTO "readings" VALUES(5,'sha256:812ab981c1877529c7d67b100447796a97e58d7819c08a94f317827db65870eb',3,10,158);
CREATE TABLE relations (
    row INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL CHECK (id <> ''),
    source TEXT NOT NULL,
    target TEXT NOT NULL CHECK (target <> source),
    sign TEXT NOT NULL CHECK (sign = '+' OR sign = '-' OR sign = '?'),
    coder_id TEXT NOT NULL CHECK (coder_id <> ''),
    created_event INTEGER NOT NULL REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    retired_event INTEGER REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    CHECK (retired_event >= created_event)
) STRICT;
INSERT INTO "relations" VALUES(1,'r-1','c-netymv7s85se','c-jm6xe5gm2xcm','+','zoe',7,NULL);
CREATE TABLE resolutions (
    row INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL CHECK (id <> ''),
    document_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    span_start INTEGER NOT NULL CHECK (span_start >= 0),
    span_end INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'confusion' OR kind = 'facet' OR kind = 'boundary' OR kind = 'one_coder'),
    coder_a TEXT NOT NULL CHECK (coder_a <> ''),
    coder_b TEXT NOT NULL CHECK (coder_b <> ''),
    code_a TEXT NOT NULL,
    code_b TEXT NOT NULL,
    facet TEXT NOT NULL,
    first TEXT NOT NULL CHECK (json_type(first) = 'array'),
    second TEXT NOT NULL CHECK (json_type(second) = 'array'),
    take TEXT NOT NULL CHECK (take = 'a' OR take = 'b' OR take = 'both' OR take = 'neither'),
    outcome TEXT NOT NULL CHECK (outcome = 'recode' OR outcome = 'redefine' OR outcome = 'ambiguity'),
    reason_hash TEXT NOT NULL REFERENCES content (hash),
    coder_id TEXT NOT NULL CHECK (coder_id <> ''),
    created_event INTEGER NOT NULL REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    retired_event INTEGER REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (document_id, version) REFERENCES document_versions (document_id, version),
    CHECK (span_end > span_start),
    CHECK (retired_event >= created_event)
) STRICT;
INSERT INTO "resolutions" VALUES(1,'d-1','US01',1,28,34,'confusion','ana','ben','OS-UP','OS-DOWN','','["c-1"]','["c-2","c-3"]','a','redefine','sha256:b97fa57908059c91488d6b52379b36a3b5a4da152c53f26638c6405aae90f9f3','bob',20,NULL);
CREATE TABLE restrictions (
    row INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL CHECK (id <> ''),
    document_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    span_start INTEGER NOT NULL CHECK (span_start >= 0),
    span_end INTEGER NOT NULL,
    reason TEXT NOT NULL,
    created_event INTEGER NOT NULL REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    retired_event INTEGER REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (document_id, version) REFERENCES document_versions (document_id, version),
    CHECK (span_end > span_start),
    CHECK (retired_event >= created_event)
) STRICT;
INSERT INTO "restrictions" VALUES(1,'x-00twhpps8wm0','US01',1,0,4,'asked for',9,NULL);
CREATE VIRTUAL TABLE search_index USING fts5(words, grams, content='', tokenize='porter unicode61 remove_diacritics 2 categories ''L* N* Co Mn Mc''');
DELETE FROM search_index_config;
INSERT INTO "search_index_config" VALUES('automerge',0);
INSERT INTO "search_index_config" VALUES('crisismerge',64);
INSERT INTO "search_index_config" VALUES('version',4);
DELETE FROM search_index_data;
INSERT INTO "search_index_data" VALUES(1,X'0A1313');
INSERT INTO "search_index_data" VALUES(10,X'000000020101000001010101');
INSERT INTO "search_index_data" VALUES(137438953473,X'000001CC0330617481A08080800202040104626F6F7481A08080800202060105636F756E74A08080800102030103646964A0808080000203818080808000020302016FA0808080000205010567756E6D61A08080800102068FFFFFFF7F02020103686F7781A0808080000202010169A080808001020202016EA080808001020501056C6175676881A080808002020301046D65657481A080808000020502017981A080808002020501057363726577A08080800102040202686581A0808080020202010477686174A08080800002020103796F75A080808000020481808080800002040106E38197E3819FC08080800106010105A080808000060101050601A6C08080800006010103A0808080000601010303049DE38197C08080800006010102A0808080000601010203019FC08080800106010106A080808000060101060301A6C08080800006010104A080808000060101040301ABE080808001060101090304BEE38197C08080800106010104A080808000060101040205828AE381BEC08080800106010103A080808000060101030106E5BD93E381ABE080808001060101080106E69CACE5BD93E080808001060101070205AE8BE3828AC08080800106010102A08080800006010102040C0E0E140A150D0A0A0F0E0B0E0C0D141A151815150C18191111');
DELETE FROM search_index_docsize;
INSERT INTO "search_index_docsize" VALUES(8589934592,X'0400');
INSERT INTO "search_index_docsize" VALUES(8589934593,X'0500');
INSERT INTO "search_index_docsize" VALUES(12884901888,X'0100');
INSERT INTO "search_index_docsize" VALUES(17179869184,X'0003');
INSERT INTO "search_index_docsize" VALUES(17179869185,X'0005');
INSERT INTO "search_index_docsize" VALUES(25769803776,X'0003');
INSERT INTO "search_index_docsize" VALUES(25769803777,X'0008');
INSERT INTO "search_index_docsize" VALUES(42949672960,X'0400');
INSERT INTO "search_index_docsize" VALUES(42949672961,X'0000');
INSERT INTO "search_index_docsize" VALUES(42949672962,X'0500');
DELETE FROM search_index_idx;
INSERT INTO "search_index_idx" VALUES(1,X'',2);
CREATE TABLE sentences (
    reading INTEGER NOT NULL REFERENCES readings (reading),
    rule TEXT NOT NULL CHECK (rule <> ''),
    position INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL CHECK (span_end > span_start),
    PRIMARY KEY (reading, rule, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "sentences" VALUES(1,'sentences-1',0,0,58,74);
INSERT INTO "sentences" VALUES(1,'sentences-1',1,1,95,121);
CREATE TABLE suggestions (
    row INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL CHECK (id <> ''),
    document_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    span_start INTEGER NOT NULL CHECK (span_start >= 0),
    span_end INTEGER NOT NULL,
    quote_sha TEXT NOT NULL,
    code_id TEXT NOT NULL CHECK (code_id <> ''),
    codebook_version TEXT NOT NULL,
    facets TEXT NOT NULL CHECK (json_type(facets) = 'object'),
    engine TEXT NOT NULL CHECK (engine <> ''),
    engine_version TEXT NOT NULL,
    score REAL NOT NULL CHECK (score >= 0 AND score <= 1),
    evidence TEXT NOT NULL CHECK (json_type(evidence) = 'array'),
    created_event INTEGER NOT NULL REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    retired_event INTEGER REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (document_id, version) REFERENCES document_versions (document_id, version),
    CHECK (span_end > span_start),
    CHECK (retired_event >= created_event)
) STRICT;
INSERT INTO "suggestions" VALUES(1,'s-k71cyb0tsrvb','US01',1,95,121,'sha256:f1f9ca7a95e2b508dc2548979112f8e77ef55562bd86a567915ace11732c8b7d','OS-UP','book@1','{"about_country":"JPN"}','cues','1',0.5,'["screws"]',21,NULL);
INSERT INTO "suggestions" VALUES(2,'s-15rjbcfb36m8','US01',1,95,99,'sha256:5af44d81c6da1f2dc080356c558d48a576147e7f3468ba20c92197538b6a8184','OS-UP','book@1','{"about_country":"JPN"}','cues','1',0.5,'["screws"]',21,NULL);
CREATE TABLE summaries (
    row INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL CHECK (id <> ''),
    case_id TEXT NOT NULL CHECK (case_id <> ''),
    code_id TEXT NOT NULL CHECK (code_id <> ''),
    text_hash TEXT NOT NULL REFERENCES content (hash),
    coder_id TEXT NOT NULL CHECK (coder_id <> ''),
    created_event INTEGER NOT NULL REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    retired_event INTEGER REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    CHECK (retired_event >= created_event)
) STRICT;
INSERT INTO "summaries" VALUES(1,'g-d0qd42r2ecgr','US01','OS-UP','sha256:8ca593c76c6c65af6e661b43ca42da2d25ad75f72cef2bfca9a4495618402b51','ana',25,NULL);
CREATE TABLE survey_forms (
    row INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL CHECK (id <> ''),
    form TEXT NOT NULL CHECK (json_type(form) = 'object'),
    created_event INTEGER NOT NULL REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    retired_event INTEGER REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    CHECK (retired_event >= created_event)
) STRICT;
INSERT INTO "survey_forms" VALUES(1,'sheet','{"format":"csv","variables":[{"label":"main occupation","measure":"occ_isco","missing":[["-9","not stated"]],"name":"isco"}]}',26,NULL);
CREATE TABLE survey_rows (
    survey_table INTEGER NOT NULL REFERENCES survey_tables (survey_table),
    position INTEGER NOT NULL,
    row_id TEXT NOT NULL,
    cells TEXT NOT NULL CHECK (json_type(cells) = 'object'),
    PRIMARY KEY (survey_table, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "survey_rows" VALUES(1,0,'007','{"id":"007","isco":"0110"}');
INSERT INTO "survey_rows" VALUES(1,1,'JP01','{"id":"JP01","isco":""}');
INSERT INTO "survey_rows" VALUES(1,2,'9','{"id":"9","isco":"5"}');
CREATE TABLE survey_tables (
    survey_table INTEGER PRIMARY KEY NOT NULL,
    sha TEXT NOT NULL UNIQUE CHECK (length(sha) = 71 AND sha GLOB 'sha256:*')
) STRICT;
INSERT INTO "survey_tables" VALUES(1,'sha256:6a309d09ed957e388f5fa06f95179ed531cc757cc6237936b05e1430c6562a89');
CREATE TABLE surveys (
    row INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL CHECK (id <> ''),
    kind TEXT NOT NULL,
    id_column TEXT NOT NULL,
    column_names TEXT NOT NULL CHECK (json_type(column_names) = 'array'),
    sha TEXT NOT NULL CHECK (length(sha) = 71 AND sha GLOB 'sha256:*'),
    survey_table INTEGER NOT NULL REFERENCES survey_tables (survey_table),
    created_event INTEGER NOT NULL REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    retired_event INTEGER REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    CHECK (retired_event >= created_event)
) STRICT;
INSERT INTO "surveys" VALUES(1,'sheet','purposive','id','["id","isco"]','sha256:1111111111111111111111111111111111111111111111111111111111111111',1,10,NULL);
CREATE TABLE tiers (
    reading INTEGER NOT NULL REFERENCES readings (reading),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    turn INTEGER NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL CHECK (span_end > span_start),
    PRIMARY KEY (reading, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "tiers" VALUES(1,0,'note',1,115,120);
CREATE TABLE tombstones (
    case_id TEXT PRIMARY KEY NOT NULL,
    event INTEGER NOT NULL UNIQUE REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    at TEXT NOT NULL,
    reason TEXT NOT NULL,
    documents TEXT NOT NULL CHECK (json_type(documents) = 'array'),
    masked TEXT NOT NULL CHECK (json_type(masked) = 'array'),
    survey_rows TEXT NOT NULL CHECK (json_type(survey_rows) = 'array'),
    counts TEXT NOT NULL CHECK (json_type(counts) = 'object')
) STRICT;
INSERT INTO "tombstones" VALUES('US20A',17,'2026-11-22T09:16:00.000Z','wrote to us','["US20A"]','[["US20","ana"]]','[]','{"codings":1,"documents":0,"links":0,"masked":1,"memos":0,"restrictions":0,"survey_rows":0}');
CREATE TABLE turns (
    reading INTEGER NOT NULL REFERENCES readings (reading),
    position INTEGER NOT NULL,
    number INTEGER,
    speaker TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role = 'interviewer' OR role = 'participant' OR role = 'other'),
    language TEXT NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL CHECK (span_end > span_start),
    time_start INTEGER,
    time_end INTEGER,
    PRIMARY KEY (reading, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "turns" VALUES(1,0,1,'INT','interviewer','en',58,74,0,NULL);
INSERT INTO "turns" VALUES(1,1,2,'ROSA','participant','en',95,121,1000,NULL);
INSERT INTO "turns" VALUES(2,0,1,'INT','interviewer','en',48,52,0,NULL);
INSERT INTO "turns" VALUES(2,1,2,'YUKI','participant','en',73,84,1000,NULL);
INSERT INTO "turns" VALUES(3,0,1,'INT','interviewer','en',48,52,0,NULL);
INSERT INTO "turns" VALUES(3,1,2,'YUKI','participant','en',73,83,1000,NULL);
INSERT INTO "turns" VALUES(5,0,1,'INT','interviewer','en',56,73,0,NULL);
INSERT INTO "turns" VALUES(5,1,2,'','other','en',93,112,1000,NULL);
INSERT INTO "turns" VALUES(5,2,3,'LUIS','participant','en',133,157,2000,NULL);
CREATE TABLE verdicts (
    row INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL CHECK (id <> ''),
    suggestion_id TEXT NOT NULL,
    coder_id TEXT NOT NULL CHECK (coder_id <> ''),
    verdict TEXT NOT NULL CHECK (verdict = 'accepted' OR verdict = 'rejected'),
    coding_id TEXT NOT NULL CHECK ((coding_id = '') = (verdict = 'rejected')),
    created_event INTEGER NOT NULL REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    retired_event INTEGER REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED,
    CHECK (retired_event >= created_event)
) STRICT;
INSERT INTO "verdicts" VALUES(1,'v-r2k1w98encka','s-k71cyb0tsrvb','ana','rejected','',22,NULL);
INSERT INTO "verdicts" VALUES(2,'v-650zv7kkn41h','s-15rjbcfb36m8','ana','accepted','c-1',23,NULL);
CREATE TABLE withheld (
    reading INTEGER NOT NULL REFERENCES readings (reading),
    position INTEGER NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL CHECK (span_end > span_start),
    reason TEXT NOT NULL,
    PRIMARY KEY (reading, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "withheld" VALUES(1,0,97,104,'asked for');
INSERT INTO "withheld" VALUES(5,0,0,37,'the person withdrew');
INSERT INTO "withheld" VALUES(5,1,74,113,'the person withdrew');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE UNIQUE INDEX documents_current ON documents (id) WHERE retired_event IS NULL;
CREATE INDEX documents_created ON documents (created_event);
CREATE INDEX documents_retired ON documents (retired_event) WHERE retired_event IS NOT NULL;
CREATE UNIQUE INDEX codebooks_current ON codebooks (id) WHERE retired_event IS NULL;
CREATE INDEX codebooks_created ON codebooks (created_event);
CREATE INDEX codebooks_retired ON codebooks (retired_event) WHERE retired_event IS NOT NULL;
CREATE UNIQUE INDEX codings_current ON codings (id) WHERE retired_event IS NULL;
CREATE INDEX codings_created ON codings (created_event);
CREATE INDEX codings_retired ON codings (retired_event) WHERE retired_event IS NOT NULL;
CREATE UNIQUE INDEX relations_current ON relations (id) WHERE retired_event IS NULL;
CREATE INDEX relations_created ON relations (created_event);
CREATE INDEX relations_retired ON relations (retired_event) WHERE retired_event IS NOT NULL;
CREATE UNIQUE INDEX memos_current ON memos (id) WHERE retired_event IS NULL;
CREATE INDEX memos_created ON memos (created_event);
CREATE INDEX memos_retired ON memos (retired_event) WHERE retired_event IS NOT NULL;
CREATE UNIQUE INDEX cases_current ON cases (id) WHERE retired_event IS NULL;
CREATE INDEX cases_created ON cases (created_event);
CREATE INDEX cases_retired ON cases (retired_event) WHERE retired_event IS NOT NULL;
CREATE UNIQUE INDEX restrictions_current ON restrictions (id) WHERE retired_event IS NULL;
CREATE INDEX restrictions_created ON restrictions (created_event);
CREATE INDEX restrictions_retired ON restrictions (retired_event) WHERE retired_event IS NOT NULL;
CREATE UNIQUE INDEX surveys_current ON surveys (id) WHERE retired_event IS NULL;
CREATE INDEX surveys_created ON surveys (created_event);
CREATE INDEX surveys_retired ON surveys (retired_event) WHERE retired_event IS NOT NULL;
CREATE UNIQUE INDEX links_current ON links (id) WHERE retired_event IS NULL;
CREATE INDEX links_created ON links (created_event);
CREATE INDEX links_retired ON links (retired_event) WHERE retired_event IS NOT NULL;
CREATE UNIQUE INDEX files_current ON files (id) WHERE retired_event IS NULL;
CREATE INDEX files_created ON files (created_event);
CREATE INDEX files_retired ON files (retired_event) WHERE retired_event IS NOT NULL;
CREATE INDEX documents_version ON documents (document_id, version) WHERE retired_event IS NULL;
CREATE INDEX documents_source ON documents (source_sha) WHERE retired_event IS NULL;
CREATE INDEX codings_place ON codings (document_id, span_start, span_end, code_id)
WHERE retired_event IS NULL;
CREATE INDEX codings_code ON codings (code_id, document_id) WHERE retired_event IS NULL;
CREATE INDEX codings_about ON codings (about_country, code_id)
WHERE retired_event IS NULL AND about_country IS NOT NULL;
CREATE INDEX codings_corridor ON codings (corridor, code_id)
WHERE retired_event IS NULL AND corridor IS NOT NULL;
CREATE INDEX codings_past ON codings (document_id, id) WHERE retired_event IS NOT NULL;
CREATE INDEX relations_source ON relations (source);
CREATE INDEX relations_target ON relations (target);
CREATE INDEX memos_subject ON memos (subject_kind, subject_id);
CREATE INDEX links_survey ON links (survey) WHERE retired_event IS NULL;
CREATE INDEX events_subject ON events (subject);
CREATE UNIQUE INDEX guides_current ON guides (id) WHERE retired_event IS NULL;
CREATE INDEX guides_created ON guides (created_event);
CREATE INDEX guides_retired ON guides (retired_event) WHERE retired_event IS NOT NULL;
CREATE TRIGGER documents_kept BEFORE DELETE ON documents
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'documents: a row is retired, never deleted'); END;
CREATE TRIGGER documents_unchanged BEFORE UPDATE ON documents
WHEN NOT (OLD.retired_event IS NULL AND NEW.retired_event IS (SELECT ifnull(max(rev), 0) + 1 FROM events) AND NEW.row IS OLD.row AND NEW.id IS OLD.id AND NEW.document_id IS OLD.document_id AND NEW.version IS OLD.version AND NEW.kind IS OLD.kind AND NEW.language IS OLD.language AND NEW.decoding IS OLD.decoding AND NEW.supersedes IS OLD.supersedes AND NEW.source_sha IS OLD.source_sha AND NEW.source_hash IS OLD.source_hash AND NEW.text_hash IS OLD.text_hash AND NEW.head_hash IS OLD.head_hash AND NEW.reading IS OLD.reading AND NEW.created_event IS OLD.created_event) AND NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'documents: a row is retired once and otherwise never changed'); END;
CREATE TRIGGER documents_not_replaced BEFORE INSERT ON documents
WHEN NEW.retired_event IS NOT NULL
  OR NEW.created_event IS NOT (SELECT ifnull(max(rev), 0) + 1 FROM events)
  OR EXISTS (SELECT 1 FROM documents WHERE row = NEW.row)
  OR EXISTS (SELECT 1 FROM documents WHERE id = NEW.id AND retired_event IS NULL)
BEGIN SELECT RAISE(ABORT, 'documents: the id is taken'); END;
CREATE TRIGGER codebooks_kept BEFORE DELETE ON codebooks
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'codebooks: a row is retired, never deleted'); END;
CREATE TRIGGER codebooks_unchanged BEFORE UPDATE ON codebooks
WHEN NOT (OLD.retired_event IS NULL AND NEW.retired_event IS (SELECT ifnull(max(rev), 0) + 1 FROM events) AND NEW.row IS OLD.row AND NEW.id IS OLD.id AND NEW.codebook_id IS OLD.codebook_id AND NEW.number IS OLD.number AND NEW.label IS OLD.label AND NEW.sha IS OLD.sha AND NEW.note IS OLD.note AND NEW.author IS OLD.author AND NEW.body_hash IS OLD.body_hash AND NEW.created_event IS OLD.created_event) AND NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'codebooks: a row is retired once and otherwise never changed'); END;
CREATE TRIGGER codebooks_not_replaced BEFORE INSERT ON codebooks
WHEN NEW.retired_event IS NOT NULL
  OR NEW.created_event IS NOT (SELECT ifnull(max(rev), 0) + 1 FROM events)
  OR EXISTS (SELECT 1 FROM codebooks WHERE row = NEW.row)
  OR EXISTS (SELECT 1 FROM codebooks WHERE id = NEW.id AND retired_event IS NULL)
BEGIN SELECT RAISE(ABORT, 'codebooks: the id is taken'); END;
CREATE TRIGGER codings_kept BEFORE DELETE ON codings
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'codings: a row is retired, never deleted'); END;
CREATE TRIGGER codings_unchanged BEFORE UPDATE ON codings
WHEN NOT (OLD.retired_event IS NULL AND NEW.retired_event IS (SELECT ifnull(max(rev), 0) + 1 FROM events) AND NEW.row IS OLD.row AND NEW.id IS OLD.id AND NEW.document_id IS OLD.document_id AND NEW.version IS OLD.version AND NEW.span_start IS OLD.span_start AND NEW.span_end IS OLD.span_end AND NEW.quote_sha IS OLD.quote_sha AND NEW.code_id IS OLD.code_id AND NEW.codebook_version IS OLD.codebook_version AND NEW.coder_id IS OLD.coder_id AND NEW.facets IS OLD.facets AND NEW.origin IS OLD.origin AND NEW.status IS OLD.status AND NEW.created_event IS OLD.created_event) AND NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'codings: a row is retired once and otherwise never changed'); END;
CREATE TRIGGER codings_not_replaced BEFORE INSERT ON codings
WHEN NEW.retired_event IS NOT NULL
  OR NEW.created_event IS NOT (SELECT ifnull(max(rev), 0) + 1 FROM events)
  OR EXISTS (SELECT 1 FROM codings WHERE row = NEW.row)
  OR EXISTS (SELECT 1 FROM codings WHERE id = NEW.id AND retired_event IS NULL)
BEGIN SELECT RAISE(ABORT, 'codings: the id is taken'); END;
CREATE TRIGGER relations_kept BEFORE DELETE ON relations
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'relations: a row is retired, never deleted'); END;
CREATE TRIGGER relations_unchanged BEFORE UPDATE ON relations
WHEN NOT (OLD.retired_event IS NULL AND NEW.retired_event IS (SELECT ifnull(max(rev), 0) + 1 FROM events) AND NEW.row IS OLD.row AND NEW.id IS OLD.id AND NEW.source IS OLD.source AND NEW.target IS OLD.target AND NEW.sign IS OLD.sign AND NEW.coder_id IS OLD.coder_id AND NEW.created_event IS OLD.created_event) AND NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'relations: a row is retired once and otherwise never changed'); END;
CREATE TRIGGER relations_not_replaced BEFORE INSERT ON relations
WHEN NEW.retired_event IS NOT NULL
  OR NEW.created_event IS NOT (SELECT ifnull(max(rev), 0) + 1 FROM events)
  OR EXISTS (SELECT 1 FROM relations WHERE row = NEW.row)
  OR EXISTS (SELECT 1 FROM relations WHERE id = NEW.id AND retired_event IS NULL)
BEGIN SELECT RAISE(ABORT, 'relations: the id is taken'); END;
CREATE TRIGGER memos_kept BEFORE DELETE ON memos
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'memos: a row is retired, never deleted'); END;
CREATE TRIGGER memos_unchanged BEFORE UPDATE ON memos
WHEN NOT (OLD.retired_event IS NULL AND NEW.retired_event IS (SELECT ifnull(max(rev), 0) + 1 FROM events) AND NEW.row IS OLD.row AND NEW.id IS OLD.id AND NEW.subject_kind IS OLD.subject_kind AND NEW.subject_id IS OLD.subject_id AND NEW.text_hash IS OLD.text_hash AND NEW.coder_id IS OLD.coder_id AND NEW.created_event IS OLD.created_event) AND NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'memos: a row is retired once and otherwise never changed'); END;
CREATE TRIGGER memos_not_replaced BEFORE INSERT ON memos
WHEN NEW.retired_event IS NOT NULL
  OR NEW.created_event IS NOT (SELECT ifnull(max(rev), 0) + 1 FROM events)
  OR EXISTS (SELECT 1 FROM memos WHERE row = NEW.row)
  OR EXISTS (SELECT 1 FROM memos WHERE id = NEW.id AND retired_event IS NULL)
BEGIN SELECT RAISE(ABORT, 'memos: the id is taken'); END;
CREATE TRIGGER cases_kept BEFORE DELETE ON cases
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'cases: a row is retired, never deleted'); END;
CREATE TRIGGER cases_unchanged BEFORE UPDATE ON cases
WHEN NOT (OLD.retired_event IS NULL AND NEW.retired_event IS (SELECT ifnull(max(rev), 0) + 1 FROM events) AND NEW.row IS OLD.row AND NEW.id IS OLD.id AND NEW.pseudonym IS OLD.pseudonym AND NEW.consent IS OLD.consent AND NEW.speakers IS OLD.speakers AND NEW.attributes IS OLD.attributes AND NEW.legs IS OLD.legs AND NEW.created_event IS OLD.created_event) AND NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'cases: a row is retired once and otherwise never changed'); END;
CREATE TRIGGER cases_not_replaced BEFORE INSERT ON cases
WHEN NEW.retired_event IS NOT NULL
  OR NEW.created_event IS NOT (SELECT ifnull(max(rev), 0) + 1 FROM events)
  OR EXISTS (SELECT 1 FROM cases WHERE row = NEW.row)
  OR EXISTS (SELECT 1 FROM cases WHERE id = NEW.id AND retired_event IS NULL)
BEGIN SELECT RAISE(ABORT, 'cases: the id is taken'); END;
CREATE TRIGGER restrictions_kept BEFORE DELETE ON restrictions
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'restrictions: a row is retired, never deleted'); END;
CREATE TRIGGER restrictions_unchanged BEFORE UPDATE ON restrictions
WHEN NOT (OLD.retired_event IS NULL AND NEW.retired_event IS (SELECT ifnull(max(rev), 0) + 1 FROM events) AND NEW.row IS OLD.row AND NEW.id IS OLD.id AND NEW.document_id IS OLD.document_id AND NEW.version IS OLD.version AND NEW.span_start IS OLD.span_start AND NEW.span_end IS OLD.span_end AND NEW.reason IS OLD.reason AND NEW.created_event IS OLD.created_event) AND NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'restrictions: a row is retired once and otherwise never changed'); END;
CREATE TRIGGER restrictions_not_replaced BEFORE INSERT ON restrictions
WHEN NEW.retired_event IS NOT NULL
  OR NEW.created_event IS NOT (SELECT ifnull(max(rev), 0) + 1 FROM events)
  OR EXISTS (SELECT 1 FROM restrictions WHERE row = NEW.row)
  OR EXISTS (SELECT 1 FROM restrictions WHERE id = NEW.id AND retired_event IS NULL)
BEGIN SELECT RAISE(ABORT, 'restrictions: the id is taken'); END;
CREATE TRIGGER surveys_kept BEFORE DELETE ON surveys
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'surveys: a row is retired, never deleted'); END;
CREATE TRIGGER surveys_unchanged BEFORE UPDATE ON surveys
WHEN NOT (OLD.retired_event IS NULL AND NEW.retired_event IS (SELECT ifnull(max(rev), 0) + 1 FROM events) AND NEW.row IS OLD.row AND NEW.id IS OLD.id AND NEW.kind IS OLD.kind AND NEW.id_column IS OLD.id_column AND NEW.column_names IS OLD.column_names AND NEW.sha IS OLD.sha AND NEW.survey_table IS OLD.survey_table AND NEW.created_event IS OLD.created_event) AND NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'surveys: a row is retired once and otherwise never changed'); END;
CREATE TRIGGER surveys_not_replaced BEFORE INSERT ON surveys
WHEN NEW.retired_event IS NOT NULL
  OR NEW.created_event IS NOT (SELECT ifnull(max(rev), 0) + 1 FROM events)
  OR EXISTS (SELECT 1 FROM surveys WHERE row = NEW.row)
  OR EXISTS (SELECT 1 FROM surveys WHERE id = NEW.id AND retired_event IS NULL)
BEGIN SELECT RAISE(ABORT, 'surveys: the id is taken'); END;
CREATE TRIGGER links_kept BEFORE DELETE ON links
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'links: a row is retired, never deleted'); END;
CREATE TRIGGER links_unchanged BEFORE UPDATE ON links
WHEN NOT (OLD.retired_event IS NULL AND NEW.retired_event IS (SELECT ifnull(max(rev), 0) + 1 FROM events) AND NEW.row IS OLD.row AND NEW.id IS OLD.id AND NEW.survey IS OLD.survey AND NEW.case_id IS OLD.case_id AND NEW.row_id IS OLD.row_id AND NEW.status IS OLD.status AND NEW.reason IS OLD.reason AND NEW.created_event IS OLD.created_event) AND NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'links: a row is retired once and otherwise never changed'); END;
CREATE TRIGGER links_not_replaced BEFORE INSERT ON links
WHEN NEW.retired_event IS NOT NULL
  OR NEW.created_event IS NOT (SELECT ifnull(max(rev), 0) + 1 FROM events)
  OR EXISTS (SELECT 1 FROM links WHERE row = NEW.row)
  OR EXISTS (SELECT 1 FROM links WHERE id = NEW.id AND retired_event IS NULL)
BEGIN SELECT RAISE(ABORT, 'links: the id is taken'); END;
CREATE TRIGGER files_kept BEFORE DELETE ON files
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'files: a row is retired, never deleted'); END;
CREATE TRIGGER files_unchanged BEFORE UPDATE ON files
WHEN NOT (OLD.retired_event IS NULL AND NEW.retired_event IS (SELECT ifnull(max(rev), 0) + 1 FROM events) AND NEW.row IS OLD.row AND NEW.id IS OLD.id AND NEW.sha IS OLD.sha AND NEW.kind IS OLD.kind AND NEW.created_event IS OLD.created_event) AND NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'files: a row is retired once and otherwise never changed'); END;
CREATE TRIGGER files_not_replaced BEFORE INSERT ON files
WHEN NEW.retired_event IS NOT NULL
  OR NEW.created_event IS NOT (SELECT ifnull(max(rev), 0) + 1 FROM events)
  OR EXISTS (SELECT 1 FROM files WHERE row = NEW.row)
  OR EXISTS (SELECT 1 FROM files WHERE id = NEW.id AND retired_event IS NULL)
BEGIN SELECT RAISE(ABORT, 'files: the id is taken'); END;
CREATE TRIGGER content_kept BEFORE DELETE ON content
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'content: rows are written once'); END;
CREATE TRIGGER content_unchanged BEFORE UPDATE ON content
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'content: rows are written once'); END;
CREATE TRIGGER content_not_replaced BEFORE INSERT ON content
WHEN EXISTS (SELECT 1 FROM content WHERE hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'content: the key is taken'); END;
CREATE TRIGGER document_versions_kept BEFORE DELETE ON document_versions
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'document_versions: rows are written once'); END;
CREATE TRIGGER document_versions_unchanged BEFORE UPDATE ON document_versions
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'document_versions: rows are written once'); END;
CREATE TRIGGER document_versions_not_replaced BEFORE INSERT ON document_versions
WHEN EXISTS (SELECT 1 FROM document_versions WHERE document_id = NEW.document_id AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'document_versions: the key is taken'); END;
CREATE TRIGGER readings_kept BEFORE DELETE ON readings
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'readings: rows are written once'); END;
CREATE TRIGGER readings_unchanged BEFORE UPDATE ON readings
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'readings: rows are written once'); END;
CREATE TRIGGER readings_not_replaced BEFORE INSERT ON readings
WHEN EXISTS (SELECT 1 FROM readings WHERE reading = NEW.reading)
BEGIN SELECT RAISE(ABORT, 'readings: the key is taken'); END;
CREATE TRIGGER turns_kept BEFORE DELETE ON turns
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'turns: rows are written once'); END;
CREATE TRIGGER turns_unchanged BEFORE UPDATE ON turns
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'turns: rows are written once'); END;
CREATE TRIGGER turns_not_replaced BEFORE INSERT ON turns
WHEN EXISTS (SELECT 1 FROM turns WHERE reading = NEW.reading AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'turns: the key is taken'); END;
CREATE TRIGGER tiers_kept BEFORE DELETE ON tiers
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'tiers: rows are written once'); END;
CREATE TRIGGER tiers_unchanged BEFORE UPDATE ON tiers
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'tiers: rows are written once'); END;
CREATE TRIGGER tiers_not_replaced BEFORE INSERT ON tiers
WHEN EXISTS (SELECT 1 FROM tiers WHERE reading = NEW.reading AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'tiers: the key is taken'); END;
CREATE TRIGGER withheld_kept BEFORE DELETE ON withheld
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'withheld: rows are written once'); END;
CREATE TRIGGER withheld_unchanged BEFORE UPDATE ON withheld
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'withheld: rows are written once'); END;
CREATE TRIGGER withheld_not_replaced BEFORE INSERT ON withheld
WHEN EXISTS (SELECT 1 FROM withheld WHERE reading = NEW.reading AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'withheld: the key is taken'); END;
CREATE TRIGGER survey_tables_kept BEFORE DELETE ON survey_tables
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'survey_tables: rows are written once'); END;
CREATE TRIGGER survey_tables_unchanged BEFORE UPDATE ON survey_tables
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'survey_tables: rows are written once'); END;
CREATE TRIGGER survey_tables_not_replaced BEFORE INSERT ON survey_tables
WHEN EXISTS (SELECT 1 FROM survey_tables WHERE survey_table = NEW.survey_table)
BEGIN SELECT RAISE(ABORT, 'survey_tables: the key is taken'); END;
CREATE TRIGGER survey_rows_kept BEFORE DELETE ON survey_rows
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'survey_rows: rows are written once'); END;
CREATE TRIGGER survey_rows_unchanged BEFORE UPDATE ON survey_rows
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'survey_rows: rows are written once'); END;
CREATE TRIGGER survey_rows_not_replaced BEFORE INSERT ON survey_rows
WHEN EXISTS (SELECT 1 FROM survey_rows WHERE survey_table = NEW.survey_table AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'survey_rows: the key is taken'); END;
CREATE TRIGGER tombstones_kept BEFORE DELETE ON tombstones
WHEN 1
BEGIN SELECT RAISE(ABORT, 'tombstones: rows are written once'); END;
CREATE TRIGGER tombstones_unchanged BEFORE UPDATE ON tombstones
WHEN 1
BEGIN SELECT RAISE(ABORT, 'tombstones: rows are written once'); END;
CREATE TRIGGER tombstones_not_replaced BEFORE INSERT ON tombstones
WHEN EXISTS (SELECT 1 FROM tombstones WHERE case_id = NEW.case_id)
BEGIN SELECT RAISE(ABORT, 'tombstones: the key is taken'); END;
CREATE TRIGGER erased_content_kept BEFORE DELETE ON erased_content
WHEN 1
BEGIN SELECT RAISE(ABORT, 'erased_content: rows are written once'); END;
CREATE TRIGGER erased_content_unchanged BEFORE UPDATE ON erased_content
WHEN 1
BEGIN SELECT RAISE(ABORT, 'erased_content: rows are written once'); END;
CREATE TRIGGER erased_content_not_replaced BEFORE INSERT ON erased_content
WHEN EXISTS (SELECT 1 FROM erased_content WHERE hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'erased_content: the key is taken'); END;
CREATE TRIGGER events_kept BEFORE DELETE ON events
WHEN 1
BEGIN SELECT RAISE(ABORT, 'events: the log only grows'); END;
CREATE TRIGGER events_unchanged BEFORE UPDATE ON events
WHEN 1
BEGIN SELECT RAISE(ABORT, 'events: the log only grows'); END;
CREATE TRIGGER events_chained BEFORE INSERT ON events
WHEN NEW.rev IS NOT (SELECT ifnull(max(rev), 0) + 1 FROM events)
  OR NEW.prev_hash IS NOT ifnull((SELECT hash FROM events ORDER BY rev DESC LIMIT 1), '')
  OR EXISTS (SELECT 1 FROM events WHERE id = NEW.id OR hash = NEW.hash OR undoes = NEW.undoes)
BEGIN SELECT RAISE(ABORT, 'events: not the next of the chain'); END;
CREATE TRIGGER guides_kept BEFORE DELETE ON guides
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'guides: a row is retired, never deleted'); END;
CREATE TRIGGER guides_unchanged BEFORE UPDATE ON guides
WHEN NOT (OLD.retired_event IS NULL AND NEW.retired_event IS (SELECT ifnull(max(rev), 0) + 1 FROM events) AND NEW.row IS OLD.row
  AND NEW.id IS OLD.id AND NEW.sha IS OLD.sha AND NEW.body_hash IS OLD.body_hash
  AND NEW.created_event IS OLD.created_event) AND NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'guides: a row is retired once and otherwise never changed'); END;
CREATE TRIGGER guides_not_replaced BEFORE INSERT ON guides
WHEN NEW.retired_event IS NOT NULL
  OR NEW.created_event IS NOT (SELECT ifnull(max(rev), 0) + 1 FROM events)
  OR EXISTS (SELECT 1 FROM guides WHERE row = NEW.row)
  OR EXISTS (SELECT 1 FROM guides WHERE id = NEW.id AND retired_event IS NULL)
BEGIN SELECT RAISE(ABORT, 'guides: the id is taken'); END;
CREATE TRIGGER sentences_kept BEFORE DELETE ON sentences
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'sentences: rows are written once'); END;
CREATE TRIGGER sentences_unchanged BEFORE UPDATE ON sentences
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'sentences: rows are written once'); END;
CREATE TRIGGER sentences_not_replaced BEFORE INSERT ON sentences
WHEN EXISTS (
  SELECT 1 FROM sentences WHERE reading = NEW.reading AND rule = NEW.rule AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'sentences: the key is taken'); END;
CREATE VIEW codings_readable AS
SELECT c.id, c.document_id AS document, c.version, c.span_start AS "from", c.span_end AS "to",
       c.code_id AS code, c.coder_id AS coder, c.about_country, c.valence, c.polarity, c.corridor,
       c.facets, c.origin, c.status, e.at AS since, c.codebook_version AS codebook
FROM codings c JOIN events e ON e.rev = c.created_event
WHERE c.retired_event IS NULL
ORDER BY c.document_id, c.span_start, c.span_end, c.code_id, c.coder_id, c.id;
CREATE VIEW cases_readable AS
SELECT c.id, c.pseudonym, c.consent,
       (SELECT group_concat(document, ', ') FROM (
          SELECT DISTINCT json_extract(s.value, '$.document') AS document FROM json_each(c.speakers) s
        )) AS documents,
       (SELECT group_concat(country, ' > ') FROM (SELECT json_extract(l.value, '$.country') AS country
          FROM json_each(c.legs) l ORDER BY json_extract(l.value, '$.index'))) AS trajectory,
       c.attributes, e.at AS since
FROM cases c JOIN events e ON e.rev = c.created_event
WHERE c.retired_event IS NULL
ORDER BY c.id;
CREATE VIEW history_readable AS
SELECT rev AS event, at, actor, verb, subject, undoes, payload FROM events ORDER BY rev;
CREATE UNIQUE INDEX assignments_current ON assignments (id) WHERE retired_event IS NULL;
CREATE INDEX assignments_created ON assignments (created_event);
CREATE INDEX assignments_retired ON assignments (retired_event) WHERE retired_event IS NOT NULL;
CREATE TRIGGER assignments_kept BEFORE DELETE ON assignments
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'assignments: a row is retired, never deleted'); END;
CREATE TRIGGER assignments_unchanged BEFORE UPDATE ON assignments
WHEN NOT (OLD.retired_event IS NULL AND NEW.retired_event IS (SELECT ifnull(max(rev), 0) + 1 FROM events) AND NEW.row IS OLD.row AND NEW.id IS OLD.id AND NEW.coder_id IS OLD.coder_id AND NEW.document_id IS OLD.document_id AND NEW.codebook_id IS OLD.codebook_id AND NEW.blind IS OLD.blind AND NEW.source IS OLD.source AND NEW.created_event IS OLD.created_event) AND NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'assignments: a row is retired once and otherwise never changed'); END;
CREATE TRIGGER assignments_not_replaced BEFORE INSERT ON assignments
WHEN NEW.retired_event IS NOT NULL
  OR NEW.created_event IS NOT (SELECT ifnull(max(rev), 0) + 1 FROM events)
  OR EXISTS (SELECT 1 FROM assignments WHERE row = NEW.row)
  OR EXISTS (SELECT 1 FROM assignments WHERE id = NEW.id AND retired_event IS NULL)
BEGIN SELECT RAISE(ABORT, 'assignments: the id is taken'); END;
CREATE UNIQUE INDEX resolutions_current ON resolutions (id) WHERE retired_event IS NULL;
CREATE INDEX resolutions_created ON resolutions (created_event);
CREATE INDEX resolutions_retired ON resolutions (retired_event) WHERE retired_event IS NOT NULL;
CREATE TRIGGER resolutions_kept BEFORE DELETE ON resolutions
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'resolutions: a row is retired, never deleted'); END;
CREATE TRIGGER resolutions_unchanged BEFORE UPDATE ON resolutions
WHEN NOT (OLD.retired_event IS NULL AND NEW.retired_event IS (SELECT ifnull(max(rev), 0) + 1 FROM events) AND NEW.row IS OLD.row AND NEW.id IS OLD.id AND NEW.document_id IS OLD.document_id AND NEW.version IS OLD.version AND NEW.span_start IS OLD.span_start AND NEW.span_end IS OLD.span_end AND NEW.kind IS OLD.kind AND NEW.coder_a IS OLD.coder_a AND NEW.coder_b IS OLD.coder_b AND NEW.code_a IS OLD.code_a AND NEW.code_b IS OLD.code_b AND NEW.facet IS OLD.facet AND NEW.first IS OLD.first AND NEW.second IS OLD.second AND NEW.take IS OLD.take AND NEW.outcome IS OLD.outcome AND NEW.reason_hash IS OLD.reason_hash AND NEW.coder_id IS OLD.coder_id AND NEW.created_event IS OLD.created_event) AND NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'resolutions: a row is retired once and otherwise never changed'); END;
CREATE TRIGGER resolutions_not_replaced BEFORE INSERT ON resolutions
WHEN NEW.retired_event IS NOT NULL
  OR NEW.created_event IS NOT (SELECT ifnull(max(rev), 0) + 1 FROM events)
  OR EXISTS (SELECT 1 FROM resolutions WHERE row = NEW.row)
  OR EXISTS (SELECT 1 FROM resolutions WHERE id = NEW.id AND retired_event IS NULL)
BEGIN SELECT RAISE(ABORT, 'resolutions: the id is taken'); END;
CREATE INDEX resolutions_document ON resolutions (document_id, created_event);
CREATE UNIQUE INDEX events_act ON events (json_extract(payload, '$.act'))
WHERE json_extract(payload, '$.act') IS NOT NULL;
CREATE INDEX assignments_document ON assignments (document_id) WHERE retired_event IS NULL;
CREATE UNIQUE INDEX suggestions_current ON suggestions (id) WHERE retired_event IS NULL;
CREATE INDEX suggestions_created ON suggestions (created_event);
CREATE INDEX suggestions_retired ON suggestions (retired_event) WHERE retired_event IS NOT NULL;
CREATE TRIGGER suggestions_kept BEFORE DELETE ON suggestions
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'suggestions: a row is retired, never deleted'); END;
CREATE TRIGGER suggestions_unchanged BEFORE UPDATE ON suggestions
WHEN NOT (OLD.retired_event IS NULL AND NEW.retired_event IS (SELECT ifnull(max(rev), 0) + 1 FROM events) AND NEW.row IS OLD.row AND NEW.id IS OLD.id AND NEW.document_id IS OLD.document_id AND NEW.version IS OLD.version AND NEW.span_start IS OLD.span_start AND NEW.span_end IS OLD.span_end AND NEW.quote_sha IS OLD.quote_sha AND NEW.code_id IS OLD.code_id AND NEW.codebook_version IS OLD.codebook_version AND NEW.facets IS OLD.facets AND NEW.engine IS OLD.engine AND NEW.engine_version IS OLD.engine_version AND NEW.score IS OLD.score AND NEW.evidence IS OLD.evidence AND NEW.created_event IS OLD.created_event) AND NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'suggestions: a row is retired once and otherwise never changed'); END;
CREATE TRIGGER suggestions_not_replaced BEFORE INSERT ON suggestions
WHEN NEW.retired_event IS NOT NULL
  OR NEW.created_event IS NOT (SELECT ifnull(max(rev), 0) + 1 FROM events)
  OR EXISTS (SELECT 1 FROM suggestions WHERE row = NEW.row)
  OR EXISTS (SELECT 1 FROM suggestions WHERE id = NEW.id AND retired_event IS NULL)
BEGIN SELECT RAISE(ABORT, 'suggestions: the id is taken'); END;
CREATE UNIQUE INDEX verdicts_current ON verdicts (id) WHERE retired_event IS NULL;
CREATE INDEX verdicts_created ON verdicts (created_event);
CREATE INDEX verdicts_retired ON verdicts (retired_event) WHERE retired_event IS NOT NULL;
CREATE TRIGGER verdicts_kept BEFORE DELETE ON verdicts
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'verdicts: a row is retired, never deleted'); END;
CREATE TRIGGER verdicts_unchanged BEFORE UPDATE ON verdicts
WHEN NOT (OLD.retired_event IS NULL AND NEW.retired_event IS (SELECT ifnull(max(rev), 0) + 1 FROM events) AND NEW.row IS OLD.row AND NEW.id IS OLD.id AND NEW.suggestion_id IS OLD.suggestion_id AND NEW.coder_id IS OLD.coder_id AND NEW.verdict IS OLD.verdict AND NEW.coding_id IS OLD.coding_id AND NEW.created_event IS OLD.created_event) AND NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'verdicts: a row is retired once and otherwise never changed'); END;
CREATE TRIGGER verdicts_not_replaced BEFORE INSERT ON verdicts
WHEN NEW.retired_event IS NOT NULL
  OR NEW.created_event IS NOT (SELECT ifnull(max(rev), 0) + 1 FROM events)
  OR EXISTS (SELECT 1 FROM verdicts WHERE row = NEW.row)
  OR EXISTS (SELECT 1 FROM verdicts WHERE id = NEW.id AND retired_event IS NULL)
BEGIN SELECT RAISE(ABORT, 'verdicts: the id is taken'); END;
CREATE UNIQUE INDEX passes_current ON passes (id) WHERE retired_event IS NULL;
CREATE INDEX passes_created ON passes (created_event);
CREATE INDEX passes_retired ON passes (retired_event) WHERE retired_event IS NOT NULL;
CREATE TRIGGER passes_kept BEFORE DELETE ON passes
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'passes: a row is retired, never deleted'); END;
CREATE TRIGGER passes_unchanged BEFORE UPDATE ON passes
WHEN NOT (OLD.retired_event IS NULL AND NEW.retired_event IS (SELECT ifnull(max(rev), 0) + 1 FROM events) AND NEW.row IS OLD.row AND NEW.id IS OLD.id AND NEW.coder_id IS OLD.coder_id AND NEW.document_id IS OLD.document_id AND NEW.created_event IS OLD.created_event) AND NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'passes: a row is retired once and otherwise never changed'); END;
CREATE TRIGGER passes_not_replaced BEFORE INSERT ON passes
WHEN NEW.retired_event IS NOT NULL
  OR NEW.created_event IS NOT (SELECT ifnull(max(rev), 0) + 1 FROM events)
  OR EXISTS (SELECT 1 FROM passes WHERE row = NEW.row)
  OR EXISTS (SELECT 1 FROM passes WHERE id = NEW.id AND retired_event IS NULL)
BEGIN SELECT RAISE(ABORT, 'passes: the id is taken'); END;
CREATE UNIQUE INDEX summaries_current ON summaries (id) WHERE retired_event IS NULL;
CREATE INDEX summaries_created ON summaries (created_event);
CREATE INDEX summaries_retired ON summaries (retired_event) WHERE retired_event IS NOT NULL;
CREATE TRIGGER summaries_kept BEFORE DELETE ON summaries
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'summaries: a row is retired, never deleted'); END;
CREATE TRIGGER summaries_unchanged BEFORE UPDATE ON summaries
WHEN NOT (OLD.retired_event IS NULL AND NEW.retired_event IS (SELECT ifnull(max(rev), 0) + 1 FROM events) AND NEW.row IS OLD.row AND NEW.id IS OLD.id AND NEW.case_id IS OLD.case_id AND NEW.code_id IS OLD.code_id AND NEW.text_hash IS OLD.text_hash AND NEW.coder_id IS OLD.coder_id AND NEW.created_event IS OLD.created_event) AND NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'summaries: a row is retired once and otherwise never changed'); END;
CREATE TRIGGER summaries_not_replaced BEFORE INSERT ON summaries
WHEN NEW.retired_event IS NOT NULL
  OR NEW.created_event IS NOT (SELECT ifnull(max(rev), 0) + 1 FROM events)
  OR EXISTS (SELECT 1 FROM summaries WHERE row = NEW.row)
  OR EXISTS (SELECT 1 FROM summaries WHERE id = NEW.id AND retired_event IS NULL)
BEGIN SELECT RAISE(ABORT, 'summaries: the id is taken'); END;
CREATE INDEX suggestions_document ON suggestions (document_id, version) WHERE retired_event IS NULL;
CREATE INDEX verdicts_suggestion ON verdicts (suggestion_id) WHERE retired_event IS NULL;
CREATE INDEX summaries_case ON summaries (case_id) WHERE retired_event IS NULL;
CREATE UNIQUE INDEX survey_forms_current ON survey_forms (id) WHERE retired_event IS NULL;
CREATE INDEX survey_forms_created ON survey_forms (created_event);
CREATE INDEX survey_forms_retired ON survey_forms (retired_event) WHERE retired_event IS NOT NULL;
CREATE TRIGGER survey_forms_kept BEFORE DELETE ON survey_forms
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'survey_forms: a row is retired, never deleted'); END;
CREATE TRIGGER survey_forms_unchanged BEFORE UPDATE ON survey_forms
WHEN NOT (OLD.retired_event IS NULL AND NEW.retired_event IS (SELECT ifnull(max(rev), 0) + 1 FROM events) AND NEW.row IS OLD.row AND NEW.id IS OLD.id AND NEW.form IS OLD.form AND NEW.created_event IS OLD.created_event) AND NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'survey_forms: a row is retired once and otherwise never changed'); END;
CREATE TRIGGER survey_forms_not_replaced BEFORE INSERT ON survey_forms
WHEN NEW.retired_event IS NOT NULL
  OR NEW.created_event IS NOT (SELECT ifnull(max(rev), 0) + 1 FROM events)
  OR EXISTS (SELECT 1 FROM survey_forms WHERE row = NEW.row)
  OR EXISTS (SELECT 1 FROM survey_forms WHERE id = NEW.id AND retired_event IS NULL)
BEGIN SELECT RAISE(ABORT, 'survey_forms: the id is taken'); END;
COMMIT;
