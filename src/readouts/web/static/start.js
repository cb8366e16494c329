// Files can be dropped on the box; the field beside it takes them without scripts.

const box = document.getElementById("drop");
const field = document.getElementById("files");
if (box && field) {
  for (const name of ["dragenter", "dragover"])
    box.addEventListener(name, (event) => {
      event.preventDefault();
      box.classList.add("over");
    });
  for (const name of ["dragleave", "drop"]) box.addEventListener(name, () => box.classList.remove("over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer?.files.length) field.files = event.dataTransfer.files;
  });
}
