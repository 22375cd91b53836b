import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Names of packages whose installed state is not what package-lock.json says; empty when an install has nothing to do.
 * npm leaves its own record of what it installed in node_modules/.package-lock.json, written last, so that an install
 * that was cut off shows as all missing. Packages for other platforms may be absent.
 */
export function differences(root, { needsDevelopment }) {
  const wanted = packagesOf(path.join(root, 'package-lock.json'));
  if (!wanted) throw new Error('package-lock.json is missing or damaged');
  const installed = packagesOf(path.join(root, 'node_modules', '.package-lock.json'));
  if (!installed) return ['all of them'];
  const wrong = [];
  for (const [place, entry] of Object.entries(wanted)) {
    if (place === '') continue;
    const found = installed[place];
    const mayBeAbsent = entry.optional || entry.devOptional || (entry.dev && !needsDevelopment);
    if (found ? found.version !== entry.version : !mayBeAbsent) wrong.push(nameOf(place));
    else if (found && !existsSync(path.join(root, place))) wrong.push(nameOf(place));
  }
  for (const place of Object.keys(installed)) if (!wanted[place]) wrong.push(nameOf(place));
  return wrong;
}

function nameOf(place) {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
