import { test } from 'node:test';
import { expect } from 'expect';
import { complaintAboutImage } from './image-name';

// KUBELET-CSTAT-02
const REFUSED = {
  'nginx:': 'invalid reference format',
  ':v1': 'invalid reference format',
  'a//b': 'invalid reference format',
  'nginx:v1:v2': 'invalid reference format',
  'registry.io/team/agent:v 1': 'invalid reference format',
  'agent@sha256:abc': 'invalid reference format',
  Nginx: 'invalid reference format: repository name (library/Nginx) must be lowercase',
  'quay.io/Team/agent': 'invalid reference format: repository name (Team/agent) must be lowercase',
};
for (const [image, why] of Object.entries(REFUSED)) {
  test(`"${image}" is no name for an image`, () => {
    expect(complaintAboutImage(image)).toBe(
      `Failed to apply default image tag "${image}": couldn't parse image reference "${image}": ${why}`,
    );
  });
}

const TAKEN = [
  'nginx',
  'nginx:1.25',
  'team/agent:V2',
  'localhost/agent',
  'Registry:5000/agent:v1',
  'registry.io:443/a/b-c/d__e.f:x_1-2',
  `agent:v1@sha256:${'0af'.repeat(21)}0`,
];
for (const image of TAKEN) {
  test(`"${image}" is a name for an image`, () => expect(complaintAboutImage(image)).toBeUndefined());
}
