// A screen in front of a page. What was typed has never left the page: it stays behind, hidden, and comes back as it was.
"use strict";

// Shows a fragment in the main part; calling what it returns puts the page back.
window.improveInFront = (fragment) => {
  const main = document.querySelector("main");
  const { title } = document;
  const { className } = main;
  const behind = [...main.children].map((part) => [part, part.hidden]);
  const added = [...fragment.childNodes];
  for (const [part] of behind) part.hidden = true;
  main.append(fragment);
  return () => {
    for (const node of added) node.remove();
    for (const [part, wasHidden] of behind) part.hidden = wasHidden;
    main.className = className;
    document.title = title;
  };
};
