// An app around the Go code to copy: a session by cookie, and plugins in memory.
package main

import (
	"log"
	"net/http"
	"os"
	"sync"

	"example.com/app/chakra"
)

type plugins struct {
	sync.Mutex
	kept map[string]string
}

func (p *plugins) Find(tenant string) (string, error) {
	p.Lock()
	defer p.Unlock()
	return p.kept[tenant], nil
}

func (p *plugins) Keep(tenant, plugin string) (string, error) {
	p.Lock()
	defer p.Unlock()
	if p.kept[tenant] == "" {
		p.kept[tenant] = plugin
	}
	return p.kept[tenant], nil
}

func (p *plugins) Forget(tenant, plugin string) error {
	p.Lock()
	defer p.Unlock()
	if p.kept[tenant] == plugin {
		delete(p.kept, tenant)
	}
	return nil
}

func signedIn(r *http.Request) (chakra.Tenant, bool) {
	cookie, err := r.Cookie("session")
	if err != nil {
		return chakra.Tenant{}, false
	}
	return chakra.Tenant{ID: cookie.Value, Name: cookie.Value}, true
}

func main() {
	token := chakra.ConnectToken(&plugins{kept: map[string]string{}}, signedIn)
	// As `POST /api/chakra/connect-token` in the pattern has it from Go 1.22 on.
	http.HandleFunc("/api/chakra/connect-token", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		token(w, r)
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
