// An app with sessions of its own, and the route by which the backend learns who is asking: `go run .`.
package main

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"strings"
)

type company struct{ id, name, email string }

type user struct {
	company company
	isAdmin bool
}

var (
	acme  = company{"acme", "Acme", "acme@example.com"}
	birch = company{"birch", "Birch", ""}
	users = map[string]user{
		"acme-admin":  {acme, true},
		"acme-viewer": {acme, false},
		"birch-admin": {birch, true},
	}
)

// ANCHOR: route
func chakraTenant(w http.ResponseWriter, r *http.Request) {
	name := signedIn(r) // Yours: your session, or your bearer token in `Authorization`.
	user, known := users[name]
	if !known {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	may := []string{"view"}
	if user.isAdmin {
		may = append(may, "connect", "disconnect")
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{
		"id": user.company.id, "name": user.company.name, "email": user.company.email, "user": name, "may": may,
	})
}

// ANCHOR_END: route

func main() {
	http.HandleFunc("/internal/chakra-tenant", chakraTenant)
	http.HandleFunc("/sign-in", signIn)
	http.HandleFunc("/sign-out", signOut)
	http.HandleFunc("/", page)
	port := os.Getenv("PORT")
	if port == "" {
		port = "3000"
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+port, nil))
}

// The user's name in the cookie, if the signature is ours.
func signedIn(r *http.Request) string {
	cookie, err := r.Cookie("session")
	if err != nil {
		return ""
	}
	name, signature, _ := strings.Cut(cookie.Value, ".")
	if !hmac.Equal([]byte(signature), []byte(sign(name))) {
		return ""
	}
	return name
}

func sign(name string) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(name))
	return hex.EncodeToString(mac.Sum(nil))
}

// Another one after each start, which signs everybody out.
var secret = func() []byte {
	random := make([]byte, 32)
	if _, err := rand.Read(random); err != nil {
		log.Fatal(err)
	}
	return random
}()

func signIn(w http.ResponseWriter, r *http.Request) {
	name := r.PostFormValue("user")
	if _, known := users[name]; !known || r.Method != http.MethodPost {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	setSession(w, &http.Cookie{Value: name + "." + sign(name)})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func signOut(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	setSession(w, &http.Cookie{MaxAge: -1})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func setSession(w http.ResponseWriter, cookie *http.Cookie) {
	cookie.Name, cookie.Path = "session", "/"
	cookie.HttpOnly, cookie.SameSite = true, http.SameSiteLaxMode
	http.SetCookie(w, cookie)
}

func page(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/" {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	body := signedOutPage
	if signedIn(r) != "" {
		body = signedInPage
	}
	w.Write([]byte(head + body))
}
