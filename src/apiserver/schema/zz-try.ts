import fs from 'node:fs';
import { decodeObject } from './decode';
import { resourceOfKind } from '../../api/resources';
const d = resourceOfKind('apps/v1','DaemonSet')!;
for (const l of fs.readFileSync('/work/shared/golden/validation.jsonl','utf8').split('\n').filter(Boolean)) {
  const t = JSON.parse(l); for (const s of t.steps) { if (typeof s.manifest==='string'||s.manifest.kind!=='DaemonSet') continue;
   try { const r = decodeObject(d, s.manifest, 'Strict'); if (s.got.stderr.includes('BadRequest')) console.log('MISSED', t.id); if(t.id==='validation-070') console.log(JSON.stringify(r.object)); } catch (e:any) { const ok = s.got.stderr.includes(e.message); console.log(ok?'ok':'BAD', t.id, e.message); } } }
