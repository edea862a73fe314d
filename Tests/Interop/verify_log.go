// Verifies an exported log with Go's own golang.org/x/mod/sumdb, which shares no code with Scrim.
//
//	verify_log TRAIL.VKEY FOLDER
//
// Every entry is hashed and compared with the tiles, the tiles with the root in the signed checkpoint.
// Exit 0: all of it fits. Exit 1: it does not; one line says why.
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height, width = 8, 256

// tiles reads C2SP tlog-tiles, which leave the height out of the path.
type tiles struct{ folder string }

func (t tiles) Height() int                     { return height }
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		path := "tile" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d", height))
		bytes, err := os.ReadFile(filepath.Join(t.folder, path))
		if err != nil {
			return nil, err
		}
		found = append(found, bytes)
	}
	return found, nil
}

// bundle reads the entries of one tile, each behind its length in two bytes.
func (t tiles) bundle(number, size int64) ([][]byte, error) {
	tile := tlog.Tile{H: height, L: 0, N: number, W: width}
	if size < (number+1)*width {
		tile.W = int(size - number*width)
	}
	path := "tile/entries" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/0", height))
	rest, err := os.ReadFile(filepath.Join(t.folder, path))
	var entries [][]byte
	for err == nil && len(rest) >= 2 {
		length := int(binary.BigEndian.Uint16(rest))
		if rest = rest[2:]; length > len(rest) {
			return nil, fmt.Errorf("%s ends within an entry", path)
		}
		entries, rest = append(entries, rest[:length]), rest[length:]
	}
	if err == nil && (len(entries) != tile.W || len(rest) > 0) {
		err = fmt.Errorf("%s holds %d entries", path, len(entries))
	}
	return entries, err
}

func verify(key, folder string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return tlog.Tree{}, err
	}
	signed, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	tree, err := head(opened.Text, verifier.Name())
	if err != nil {
		return tree, err
	}
	log := tiles{folder}
	hashes := tlog.TileHashReader(tree, log)
	for first := int64(0); first < tree.N; first += width {
		entries, err := log.bundle(first/width, tree.N)
		if err != nil {
			return tree, err
		}
		var places []int64
		for offset := range entries {
			places = append(places, tlog.StoredHashIndex(0, first+int64(offset)))
		}
		// Reads the tiles and proves them against the root.
		authentic, err := hashes.ReadHashes(places)
		if err != nil {
			return tree, err
		}
		for offset, entry := range entries {
			if tlog.RecordHash(entry) != authentic[offset] {
				return tree, fmt.Errorf("entry %d has another hash", first+int64(offset))
			}
		}
	}
	return tree, nil
}

// head reads the three lines of a checkpoint.
func head(text, origin string) (tree tlog.Tree, err error) {
	var name, root string
	if _, err = fmt.Sscanf(text, "%s\n%d\n%s\n", &name, &tree.N, &root); err != nil {
		return tree, err
	}
	if name != origin {
		return tree, fmt.Errorf("a checkpoint of %s", name)
	}
	tree.Hash, err = tlog.ParseHash(root)
	return tree, err
}

func main() {
	key, err := os.ReadFile(os.Args[1])
	if err == nil {
		var tree tlog.Tree
		if tree, err = verify(strings.TrimSpace(string(key)), os.Args[2]); err == nil {
			fmt.Printf("verified: %d entries, root %s\n", tree.N, tree.Hash)
			return
		}
	}
	fmt.Println("refused:", err)
	os.Exit(1)
}
