// POST /connect-token in Go, standard library only: the key stays here, the tenant comes from the session.
package chakra

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// Tenant is who is signed in.
type Tenant struct{ ID, Name string }

// Plugins is yours: one plugin id a tenant, in your database; "" where there is none.
type Plugins interface {
	Find(tenant string) (string, error)
	// Keep keeps the first one, and tells which is kept (in SQL: INSERT … ON CONFLICT DO NOTHING, then SELECT).
	Keep(tenant, plugin string) (string, error)
	// Forget does so only where it is still this one.
	Forget(tenant, plugin string) error
}

var client = &http.Client{
	Timeout:       7 * time.Second, // Two in a row are within the widget's 15 s.
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// ConnectToken answers the widget. signedIn is yours: the tenant of the session, never of the body.
func ConnectToken(plugins Plugins, signedIn func(*http.Request) (Tenant, bool)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		answer := func(status int, body map[string]string) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Cache-Control", "no-store")
			w.WriteHeader(status)
			json.NewEncoder(w).Encode(body)
		}
		failed := func(how any, status int, code string) {
			log.Printf("Chakra: create-connect-token: %v: %s", how, code)
			answer(status, map[string]string{"code": code})
		}
		if isCrossSite(r) {
			answer(403, map[string]string{"code": "cross_site"})
			return
		}
		tenant, ok := signedIn(r)
		if !ok {
			answer(401, map[string]string{"code": "unauthorized"})
			return
		}
		// What a form can send is no JSON.
		if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
			answer(415, map[string]string{"code": "unsupported_media_type"})
			return
		}
		known, err := plugins.Find(tenant.ID)
		if err != nil {
			failed(err, 500, "storage_failed")
			return
		}
		var asked struct {
			PluginID string `json:"pluginId"`
		}
		sent, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<10))
		if err != nil {
			answer(413, map[string]string{"code": "body_too_large"})
			return
		}
		if json.Unmarshal(sent, &asked) != nil {
			answer(400, map[string]string{"code": "bad_request"})
			return
		}
		if asked.PluginID != "" && asked.PluginID != known {
			answer(403, map[string]string{"code": "plugin_not_yours"})
			return
		}

		body := map[string]string{"pluginId": known}
		if known == "" {
			body = map[string]string{"newPluginName": tenant.Name, "clientReferenceId": tenant.ID, "clientName": tenant.Name}
		}
		status, said, err := askChakra("POST", "/v1/ext/whatsapp-partner/create-connect-token", body)
		if err != nil {
			var late net.Error
			if errors.As(err, &late) && late.Timeout() {
				failed("late", 504, "chakra_timeout")
			} else {
				failed(reason(err), 502, "chakra_unreachable")
			}
			return
		}
		var envelope struct {
			Data struct{ ConnectToken string } `json:"_data"`
		}
		if status < 300 {
			json.Unmarshal(said, &envelope)
		}
		token := envelope.Data.ConnectToken
		plugin := pluginOf(token)
		if plugin == "" {
			ours, code := refusal(status)
			if known != "" && saysPluginIsGone(status, said) {
				ours, code = 502, "plugin_not_found"
				if err := plugins.Forget(tenant.ID, known); err != nil {
					failed(err, 500, "storage_failed")
					return
				}
			}
			failed(status, ours, code)
			return
		}
		if known == "" {
			kept, err := plugins.Keep(tenant.ID, plugin)
			if err != nil {
				failed(err, 500, "storage_failed")
				return
			}
			if kept != plugin {
				// Another tab was first: its plugin counts, and this one goes. The widget asks again.
				askChakra("DELETE", "/plugin/"+url.PathEscape(plugin), nil)
				answer(503, map[string]string{"code": "busy"})
				return
			}
		}
		// Where there is a stand-in for Chakra, its SDK.
		sdk := os.Getenv("CHAKRA_SDK_URL")
		answer(200, map[string]string{"connectToken": token, "pluginId": plugin, "sdkUrl": sdk})
	}
}

// The cookie may be there, but the request is another site's. Older browsers say only from which host it comes.
func isCrossSite(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" {
		return site != "same-origin" && site != "none"
	}
	origin := r.Header.Get("Origin")
	return origin != "" && origin[strings.LastIndex(origin, "/")+1:] != r.Host
}

// Chakra says so in words only, never passed on, never logged; with any other status they are a gateway's.
func saysPluginIsGone(status int, said []byte) bool {
	var body map[string]any
	if (status != 400 && status != 404 && status != 410) || json.Unmarshal(said, &body) != nil {
		return false
	}
	for _, name := range []string{"_errors", "errors", "message", "error"} {
		for _, words := range texts(body[name]) {
			words = strings.ToLower(words)
			if strings.Contains(words, "plugin") && strings.Contains(words, "not found") {
				return true
			}
		}
	}
	return false
}

// A text, that of an error, or those of a list of either.
func texts(said any) []string {
	switch said := said.(type) {
	case string:
		return []string{said}
	case map[string]any:
		return texts(said["message"])
	case []any:
		var all []string
		for _, one := range said {
			all = append(all, texts(one)...)
		}
		return all
	}
	return nil
}

// What the browser is told: a code, never Chakra's words.
func refusal(status int) (int, string) {
	switch {
	case status == 401 || status == 403:
		return 502, "chakra_unauthorized"
	case status == 429:
		return 429, "chakra_rate_limited"
	case status >= 500:
		return 503, "chakra_unavailable"
	case status < 300:
		return 502, "chakra_bad_answer"
	}
	return 502, "chakra_refused"
}

// What kept Chakra from answering: of the network alone, since other errors may quote what came.
func reason(err error) string {
	var network *net.OpError
	if errors.As(err, &network) {
		return network.Error()
	}
	return fmt.Sprintf("%T", errors.Unwrap(err))
}

func askChakra(method, path string, body map[string]string) (int, []byte, error) {
	base := os.Getenv("CHAKRA_API_URL")
	if base == "" {
		base = "https://api.chakrahq.com"
	}
	var text io.Reader
	if body != nil {
		sent, _ := json.Marshal(body)
		text = bytes.NewReader(sent)
	}
	request, err := http.NewRequest(method, base+path, text)
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Authorization", "Bearer "+strings.TrimSpace(os.Getenv("CHAKRA_API_KEY")))
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	said, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	return response.StatusCode, said, err
}

func pluginOf(token string) string {
	var claims struct {
		Data struct {
			PluginID string `json:"pluginId"`
		} `json:"data"`
	}
	if parts := strings.Split(token, "."); len(parts) == 3 {
		if text, err := base64.RawURLEncoding.DecodeString(parts[1]); err == nil {
			json.Unmarshal(text, &claims)
		}
	}
	return claims.Data.PluginID
}
