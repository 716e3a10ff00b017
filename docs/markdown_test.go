package docs_test

import (
	"io/fs"

	"mini-redis/docs/internal/markdown"
)

type (
	page  = markdown.Page
	fence = markdown.Fence
	link  = markdown.Link
)

func parsePage(path, text string) page { return markdown.Parse(path, []byte(text)) }

// pages parses every Markdown file of the repository.
func pages(fsys fs.FS) (list []page, err error) {
	err = walk(fsys, ".md", func(name string) error {
		text, err := fs.ReadFile(fsys, name)
		list = append(list, markdown.Parse(name, text))
		return err
	})
	return list, err
}
