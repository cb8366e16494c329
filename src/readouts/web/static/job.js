// How far the work is, as the server tells it; when it is over the page shows what became of it.

const job = document.getElementById("job");
if (job) {
  const events = new EventSource(job.dataset.events);
  events.addEventListener("job", (event) => {
    const now = JSON.parse(event.data);
    document.getElementById("state").textContent = now.state;
    document.getElementById("saying").textContent = now.saying;
    const bar = document.getElementById("progress");
    if (bar) {
      bar.max = Math.max(1, now.total);
      bar.value = now.done;
    }
    if (["done", "failed", "cancelled", "interrupted"].includes(now.state)) {
      events.close();
      location.reload();
    }
  });
}
