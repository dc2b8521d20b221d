/*
 * The script of the report: makes the picture of the items a map to explore, and lets one of many users be chosen. All text
 * comes from data and is put into the page as text (textContent), never as markup.
 */
(() => {
  "use strict";

  const byId = (id) => document.getElementById(id);

  /** An element with text in it. */
  function make(tag, text, className) {
    const element = document.createElement(tag);
    element.textContent = text;
    if (className) {
      element.className = className;
    }
    return element;
  }

  const number = (value) => value.toLocaleString("en-US");

  // ---------------------------------------------------------------- users

  function startUsers() {
    const tools = byId("user-tools");
    if (!tools) {
      return;
    }
    const choice = byId("user-choice");
    const all = [...document.querySelectorAll(".user-details")];

    function show() {
      for (const user of all) {
        const chosen = user.id === choice.value;
        user.hidden = !chosen;
        user.open = chosen;
        user.classList.add("chosen-alone");
      }
    }

    function step(by) {
      choice.selectedIndex = (choice.selectedIndex + by + all.length) % all.length;
      show();
    }

    choice.addEventListener("change", show);
    byId("user-previous").addEventListener("click", () => step(-1));
    byId("user-next").addEventListener("click", () => step(1));
    tools.hidden = false;
    show();
  }

  // ---------------------------------------------------------------- map

  const MARGIN = 28;
  const MOST_ZOOM = 60;
  const MOST_HITS = 50;
  const NARROW = 500;
  /** How far from a mark its item is still meant, in CSS pixels. */
  const REACH = 14;
  const CIRCLE = "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1 -1 0Z";
  /** Five steps of the Cividis colours, which tell more from less with every kind of colour vision. */
  const STEPS = ["#2c4a78", "#5f6a72", "#8f8a72", "#c4ae5c", "#fdea45"];
  const HINT = "Choose an item on the map, or look for one by its name.";
  const HAS = "#d55e00";
  const HAS_NOT = "#808790";

  function startMap() {
    const source = byId("map-data");
    if (!source) {
      return;
    }
    const data = JSON.parse(source.textContent);
    const count = data.ids.length;
    const names = data.names || data.ids;
    const searched = names.map((name, i) => (name + "\n" + data.ids[i]).toLowerCase());
    const view = byId("map-view");
    const canvas = byId("map-canvas");
    const tip = byId("map-tip");
    const status = byId("map-status");
    const pen = canvas.getContext("2d");

    let width = 0;
    let height = 0;
    let zoomed = d3.zoomIdentity;
    let hovered = -1;
    let focused = -1;
    let chosen = -1;
    let near = [];
    let hits = null;
    let coloring = null;
    let waiting = false;

    const neighbors = neighborsOf(data);
    const labelOrder = orderOfLabels();

    // ---------- places

    /** Where an item lies before the map is zoomed: both axes have one scale. */
    const fit = { scale: 1, x: 0, y: 0 };
    const spanX = Math.max(1, ...data.x);
    const spanY = Math.max(1, ...data.y);

    function measure() {
      const box = view.getBoundingClientRect();
      width = Math.max(1, view.clientWidth || box.width);
      height = Math.max(1, view.clientHeight || box.height);
      const dense = window.devicePixelRatio || 1;
      canvas.width = Math.round(width * dense);
      canvas.height = Math.round(height * dense);
      fit.scale = Math.min((width - 2 * MARGIN) / spanX, (height - 2 * MARGIN) / spanY);
      fit.x = (width - fit.scale * spanX) / 2;
      fit.y = (height - fit.scale * spanY) / 2;
      zoom.extent([[0, 0], [width, height]]).translateExtent([[0, 0], [width, height]]);
    }

    const screenX = (i) => zoomed.applyX(fit.x + fit.scale * data.x[i]);
    const screenY = (i) => zoomed.applyY(height - fit.y - fit.scale * data.y[i]);

    function radius() {
      const plain = count <= 800 ? 5 : count <= 3000 ? 4 : 3;
      return plain * Math.min(2, Math.pow(zoomed.k, 0.3));
    }

    // ---------- drawing

    function redraw() {
      if (!waiting) {
        waiting = true;
        requestAnimationFrame(() => {
          waiting = false;
          draw();
        });
      }
    }

    function draw() {
      const css = getComputedStyle(document.documentElement);
      const theme = {
        card: css.getPropertyValue("--card").trim(),
        text: css.getPropertyValue("--text").trim(),
        muted: css.getPropertyValue("--muted").trim(),
      };
      const dense = canvas.width / width;
      pen.setTransform(dense, 0, 0, dense, 0, 0);
      pen.clearRect(0, 0, width, height);
      const r = radius();
      if (chosen >= 0) {
        drawLines(theme);
      }
      for (const i of coloring.order) {
        mark(i, r, theme, hits && !hits.has(i) ? 0.15 : 1);
      }
      if (hits) {
        for (const i of hits) {
          mark(i, r + 1, theme, 1);
        }
      }
      near.forEach((i) => mark(i, r + 1, theme, 1));
      drawLabels(theme, r);
      if (hovered >= 0) {
        ring(hovered, r + 4, theme.text, 1.5);
      }
      if (chosen >= 0) {
        mark(chosen, r + 2, theme, 1);
        ring(chosen, r + 5, theme.text, 2.5);
      }
      if (focused >= 0 && document.activeElement === view) {
        ring(focused, r + 8, theme.text, 1.5);
      }
    }

    function mark(i, r, theme, alpha) {
      const x = screenX(i);
      const y = screenY(i);
      if (x < -r || y < -r || x > width + r || y > height + r) {
        return;
      }
      const look = coloring.look(i);
      pen.save();
      pen.globalAlpha = alpha;
      pen.translate(x, y);
      pen.scale(r, r);
      pen.fillStyle = look.color;
      pen.fill(look.shape);
      pen.lineWidth = 0.8 / r;
      pen.strokeStyle = look.edge || theme.muted;
      pen.stroke(look.shape);
      pen.restore();
    }

    function ring(i, r, color, line) {
      pen.beginPath();
      pen.arc(screenX(i), screenY(i), r, 0, 2 * Math.PI);
      pen.lineWidth = line;
      pen.strokeStyle = color;
      pen.stroke();
    }

    function drawLines(theme) {
      pen.strokeStyle = theme.muted;
      pen.lineWidth = 1;
      pen.beginPath();
      for (const i of near) {
        pen.moveTo(screenX(chosen), screenY(chosen));
        pen.lineTo(screenX(i), screenY(i));
      }
      pen.stroke();
    }

    /** What stands for the clusters first, then what is popular. */
    function orderOfLabels() {
      const typical = data.clusters.map((c) => c.typical).filter((i) => i >= 0);
      const rest = [...data.ids.keys()];
      if (data.buyers) {
        rest.sort((a, b) => data.buyers[b] - data.buyers[a]);
      }
      return [...new Set([...typical, ...rest])];
    }

    /** Names where there is room for them: more of them the closer one looks. */
    function drawLabels(theme, r) {
      const most = Math.min(60, Math.round(10 + 6 * Math.log2(zoomed.k)));
      const first = [chosen, ...near, ...(hits || [])].filter((i) => i >= 0);
      const taken = [];
      pen.font = "600 12px system-ui, sans-serif";
      pen.textBaseline = "middle";
      pen.lineJoin = "round";
      for (const i of new Set([...first, ...(hits ? [] : labelOrder)])) {
        if (taken.length >= most) {
          break;
        }
        const x = screenX(i);
        const y = screenY(i);
        if (x < 0 || y < 8 || x > width || y > height - 8) {
          continue;
        }
        const text = shortened(names[i], 26);
        const length = pen.measureText(text).width;
        const off = i === chosen ? r + 9 : r + 4;
        const left = x + off + 1 + length < width ? x + off : x - off - length;
        const box = [left - 3, y - 9, left + length + 3, y + 9];
        if (left < 0 || taken.some((t) => box[0] < t[2] && t[0] < box[2] && box[1] < t[3] && t[1] < box[3])) {
          continue;
        }
        taken.push(box);
        pen.lineWidth = 3.5;
        pen.strokeStyle = theme.card;
        pen.strokeText(text, left, y);
        pen.fillStyle = theme.text;
        pen.fillText(text, left, y);
      }
    }

    // ---------- colours

    function byCluster() {
      const looks = data.clusters.map((c) => ({ color: c.color, edge: c.edge, shape: new Path2D(c.path) }));
      return {
        look: (i) => looks[data.cluster[i]],
        order: [...data.ids.keys()],
        legend: data.clusters.map((c) => ({ text: c.name, color: c.color, edge: c.edge, path: c.path })),
      };
    }

    /** Five classes with about as many items each, the most popular on top. */
    function byPopularity() {
      const sorted = [...data.buyers].sort((a, b) => a - b);
      const limits = STEPS.map((_, s) => sorted[Math.floor((s * count) / STEPS.length)]);
      const step = (i) => {
        let s = STEPS.length - 1;
        while (s > 0 && data.buyers[i] < limits[s]) {
          s--;
        }
        return s;
      };
      const classes = data.ids.map((_, i) => step(i));
      const circle = new Path2D(CIRCLE);
      const looks = STEPS.map((color) => ({ color, shape: circle }));
      const legend = [];
      STEPS.forEach((color, s) => {
        const own = data.buyers.filter((_, i) => classes[i] === s);
        if (own.length > 0) {
          const low = own.reduce((a, b) => Math.min(a, b));
          const high = own.reduce((a, b) => Math.max(a, b));
          const range = low === high ? number(low) : number(low) + "–" + number(high);
          legend.push({ text: range + (high === 1 ? " buyer" : " buyers"), color, path: CIRCLE });
        }
      });
      return {
        look: (i) => looks[classes[i]],
        order: [...data.ids.keys()].sort((a, b) => data.buyers[a] - data.buyers[b]),
        legend,
      };
    }

    function byAttribute(attribute) {
      const has = data.has.map((own) => own.includes(attribute));
      const diamond = "M0 -1.25L1.25 0L0 1.25L-1.25 0Z";
      const yes = { color: HAS, shape: new Path2D(diamond) };
      const no = { color: HAS_NOT, shape: new Path2D(CIRCLE) };
      const some = has.filter((h) => h).length;
      return {
        look: (i) => (has[i] ? yes : no),
        order: [...data.ids.keys()].sort((a, b) => has[a] - has[b]),
        legend: [
          { text: data.attributes[attribute] + " (" + number(some) + ")", color: HAS, path: diamond },
          { text: "others (" + number(count - some) + ")", color: HAS_NOT, path: CIRCLE },
        ],
      };
    }

    function colorBy(value) {
      if (value === "cluster") {
        coloring = byCluster();
      } else if (value === "popularity") {
        coloring = byPopularity();
      } else {
        coloring = byAttribute(Number(value));
      }
      const svg = "http://www.w3.org/2000/svg";
      byId("map-legend").replaceChildren(
        ...coloring.legend.map((entry) => {
          const mark = document.createElementNS(svg, "svg");
          mark.setAttribute("class", "mark");
          mark.setAttribute("viewBox", "-1.4 -1.4 2.8 2.8");
          mark.setAttribute("aria-hidden", "true");
          const path = document.createElementNS(svg, "path");
          path.setAttribute("d", entry.path);
          path.setAttribute("fill", entry.color);
          path.setAttribute("stroke", entry.edge || "currentColor");
          path.setAttribute("stroke-width", ".15");
          mark.append(path);
          const item = document.createElement("li");
          item.append(mark, make("span", entry.text));
          return item;
        }),
      );
      redraw();
    }

    function offerColors() {
      const select = byId("map-color");
      const option = (value, text) => {
        const added = make("option", text);
        added.value = value;
        return added;
      };
      if (data.buyers) {
        select.append(option("popularity", "Popularity (buyers)"));
      }
      if (data.attributes) {
        const group = document.createElement("optgroup");
        group.label = "Attribute";
        data.attributes.slice(0, data.choosable).forEach((text, a) => group.append(option(String(a), text)));
        select.append(group);
      }
      select.addEventListener("change", () => colorBy(select.value));
      colorBy("cluster");
    }

    // ---------- what an item is

    function facts(i) {
      const found = [];
      if (names[i] !== data.ids[i]) {
        found.push(["Id", data.ids[i]]);
      }
      found.push(["Cluster", data.clusters[data.cluster[i]].name]);
      if (data.buyers) {
        found.push(["Buyers", number(data.buyers[i])]);
      }
      if (data.has && data.has[i].length > 0) {
        found.push(["Attributes", data.has[i].map((a) => data.attributes[a]).join(", ")]);
      }
      return found;
    }

    function showTip(i) {
      if (i < 0) {
        tip.hidden = true;
        return;
      }
      tip.replaceChildren(
        make("strong", names[i]),
        ...facts(i).map(([term, text]) => make("span", term + ": " + text)),
      );
      tip.hidden = false;
      const x = screenX(i);
      const y = screenY(i);
      const left = x + 14 + tip.offsetWidth < width ? x + 14 : Math.max(0, x - 14 - tip.offsetWidth);
      const top = Math.max(0, Math.min(height - tip.offsetHeight, y + 14));
      tip.style.transform = "translate(" + Math.round(left) + "px, " + Math.round(top) + "px)";
    }

    function choose(i) {
      chosen = i;
      near = i >= 0 && neighbors ? neighbors(i) : [];
      const panel = byId("map-item");
      panel.hidden = i < 0;
      if (i >= 0) {
        byId("map-item-name").textContent = names[i];
        byId("map-item-facts").replaceChildren(
          ...facts(i).flatMap(([term, text]) => [make("dt", term), make("dd", text)]),
        );
        if (neighbors) {
          byId("map-neighbors").replaceChildren(...near.map(choice));
        }
        say(
          "Chosen: " + isolated(shortened(names[i], 80)) + "."
            + (neighbors ? " " + near.length + " nearest neighbours are listed." : ""),
        );
      }
      pressed();
      redraw();
    }

    /** A list entry that goes to an item. */
    function choice(i) {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.item = i;
      button.append(make("span", names[i]));
      button.addEventListener("click", () => {
        const inNeighbors = button.closest("#map-neighbors") !== null;
        focused = i;
        bringIntoView(i);
        choose(i);
        if (inNeighbors) {
          byId("map-item-name").tabIndex = -1; // the list has been replaced: stay where its head is
          byId("map-item-name").focus();
        }
      });
      const entry = document.createElement("li");
      entry.append(button);
      return entry;
    }

    function pressed() {
      for (const button of document.querySelectorAll("#map-hits button")) {
        button.setAttribute("aria-pressed", String(Number(button.dataset.item) === chosen));
      }
    }

    function say(text) {
      status.textContent = text;
    }

    // ---------- search

    function search(text) {
      const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
      const list = byId("map-hits");
      if (words.length === 0) {
        hits = null;
        list.replaceChildren();
        say(HINT);
        redraw();
        return;
      }
      const found = labelOrder.filter((i) => words.every((word) => searched[i].includes(word)));
      hits = new Set(found);
      list.replaceChildren(...found.slice(0, MOST_HITS).map(choice));
      pressed();
      const what = found.length === 1 ? "1 item found" : number(found.length) + " items found";
      say(what + (found.length > MOST_HITS ? ", the first " + MOST_HITS + " are listed." : "."));
      redraw();
    }

    // ---------- zoom and pointer

    const zoom = d3
      .zoom()
      .scaleExtent([1, MOST_ZOOM])
      .filter((event) => {
        if (event.type === "wheel") {
          // the page scrolls on under a map that nobody uses
          return event.ctrlKey || document.activeElement === view;
        }
        if (event.type.startsWith("touch")) {
          return zoomed.k > 1 || event.touches.length > 1;
        }
        return !event.button;
      })
      .on("zoom", (event) => {
        zoomed = event.transform;
        view.style.touchAction = zoomed.k > 1 ? "none" : "pan-y";
        showTip(-1);
        redraw();
      });
    const surface = d3.select(view);

    function bringIntoView(i) {
      const x = screenX(i);
      const y = screenY(i);
      if (x < MARGIN || y < MARGIN || x > width - MARGIN || y > height - MARGIN) {
        const [toX, toY] = zoomed.invert([x, y]);
        surface.call(zoom.translateTo, toX, toY);
      }
    }

    /** The nearest item within reach; of a search, the nearest that it found, if one is within reach. */
    function nearestTo(x, y) {
      let best = -1;
      let shortest = REACH * REACH;
      let isHit = false;
      for (let i = 0; i < count; i++) {
        const dx = screenX(i) - x;
        const dy = screenY(i) - y;
        const distance = dx * dx + dy * dy;
        const hit = hits !== null && hits.has(i);
        if (distance <= REACH * REACH && (hit === isHit ? distance <= shortest : hit)) {
          shortest = distance;
          best = i;
          isHit = hit;
        }
      }
      return best;
    }

    function at(event) {
      const box = view.getBoundingClientRect();
      return nearestTo(event.clientX - box.left - view.clientLeft, event.clientY - box.top - view.clientTop);
    }

    function hover(i) {
      if (i !== hovered || (i >= 0 && tip.hidden)) {
        hovered = i;
        showTip(i);
        redraw();
      }
    }

    // ---------- keyboard

    const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

    /** The nearest item in a direction: what lies aside counts three times. */
    function next(from, [dx, dy]) {
      let best = -1;
      let shortest = Infinity;
      for (let i = 0; i < count; i++) {
        const x = screenX(i) - screenX(from);
        const y = screenY(i) - screenY(from);
        const ahead = x * dx + y * dy;
        const aside = Math.abs(x * dy) + Math.abs(y * dx);
        // those at the same place one after the other, as they are numbered
        if (i !== from && ahead * ahead + aside * aside < 0.01) {
          if ((dx + dy > 0 ? i > from && (best < 0 || shortest > 0) : i < from) && (!hits || hits.has(i))) {
            shortest = 0;
            best = i;
          }
          continue;
        }
        if (i !== from && ahead > 0.01 && (!hits || hits.has(i)) && ahead + 3 * aside < shortest) {
          shortest = ahead + 3 * aside;
          best = i;
        }
      }
      return best;
    }

    function focusOn(i) {
      focused = i;
      bringIntoView(i);
      hovered = -1;
      showTip(i);
      say([isolated(names[i]), ...facts(i).map((f) => f.join(": "))].join(". ") + ".");
      redraw();
    }

    function onKey(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) {
        return;
      }
      const direction = DIRECTIONS[event.key];
      if (direction) {
        const to = focused < 0 ? (hits ? [...hits][0] : labelOrder[0]) : next(focused, direction);
        if (to !== undefined && to >= 0) {
          focusOn(to);
        }
      } else if (event.key === "Enter" || event.key === " ") {
        if (focused >= 0) {
          choose(focused);
          if (width < NARROW) {
            showTip(-1);
          }
        }
      } else if (event.key === "+" || event.key === "=") {
        zoomBy(1.5);
      } else if (event.key === "-") {
        zoomBy(1 / 1.5);
      } else if (event.key === "0") {
        surface.call(zoom.transform, d3.zoomIdentity);
      } else if (event.key === "Escape") {
        letGo();
      } else {
        return;
      }
      event.preventDefault();
    }

    function zoomBy(factor) {
      if (focused >= 0 && document.activeElement === view) {
        surface.call(zoom.scaleBy, factor, [screenX(focused), screenY(focused)]);
      } else {
        surface.call(zoom.scaleBy, factor);
      }
    }

    function letGo() {
      hovered = -1;
      focused = -1;
      showTip(-1);
      choose(-1);
      say(HINT);
    }

    // ---------- start

    byId("map-live").hidden = false; // else it has no size
    measure();
    view.style.touchAction = "pan-y";
    surface.call(zoom).on("dblclick.zoom", null);
    offerColors();
    say(HINT);
    new ResizeObserver(() => {
      measure();
      showTip(-1);
      redraw();
    }).observe(view);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    view.addEventListener("pointermove", (event) => hover(event.buttons ? -1 : at(event)));
    view.addEventListener("pointerleave", () => hover(-1));
    view.addEventListener("click", (event) => {
      view.focus({ preventScroll: true });
      const i = at(event);
      focused = i;
      choose(i);
      showTip(width < NARROW ? -1 : i); // which would hide half of a small map, and what it says is listed below
      if (i < 0) {
        say(HINT);
      }
    });
    view.addEventListener("keydown", onKey);
    view.addEventListener("focus", redraw);
    view.addEventListener("blur", () => {
      showTip(-1);
      redraw();
    });
    byId("map-in").addEventListener("click", () => zoomBy(1.5));
    byId("map-out").addEventListener("click", () => zoomBy(1 / 1.5));
    byId("map-reset").addEventListener("click", () => surface.call(zoom.transform, d3.zoomIdentity));
    const box = byId("map-search");
    box.addEventListener("input", () => search(box.value));
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        box.value = "";
        search("");
      } else if (event.key === "Enter" && hits && hits.size > 0) {
        const first = [...hits][0];
        focused = first;
        bringIntoView(first);
        choose(first);
      }
    });
    byId("map-static").hidden = true; // last: whatever fails before leaves the picture
  }

  /** Runs a part; the page is whole without it. */
  function attempt(part) {
    try {
      part();
    } catch (e) {
      console.error(e);
    }
  }

  /** The neighbours of an item, nearest first; null if the page has none. */
  function neighborsOf(data) {
    if (!data.neighbors) {
      return null;
    }
    const bytes = atob(data.neighbors);
    const each = data.neighborsEach;
    const none = 0xffff;
    return (i) =>
      Array.from({ length: each }, (_, n) => {
        const at = 2 * (each * i + n);
        return bytes.charCodeAt(at) + 256 * bytes.charCodeAt(at + 1);
      }).filter((other) => other !== none);
  }

  /** A name in a sentence: whichever way it runs, what follows does not (Unicode's isolates). */
  const isolated = (text) => "\u2068" + text + "\u2069";

  /** By whole characters, so that none is cut in two. */
  function shortened(text, most) {
    const characters = [...text];
    return characters.length <= most ? text : characters.slice(0, most - 1).join("") + "…";
  }

  attempt(startUsers);
  attempt(startMap);
})();
