// Addresses stand behind `#`: one cached page serves them all, also without a network.

import { useEffect, useState } from "preact/hooks";

export const path = () => location.hash.replace(/^#\/?/, "");
export const link = (to) => `#/${to}`;
export const go = (to) => { location.hash = `/${to}`; };
export const instead = (to) => location.replace(`#/${to}`);

export function useRoute() {
  const [here, move] = useState(path);
  useEffect(() => {
    const moved = () => move(path());
    window.addEventListener("hashchange", moved);
    return () => window.removeEventListener("hashchange", moved);
  }, []);
  return here;
}
