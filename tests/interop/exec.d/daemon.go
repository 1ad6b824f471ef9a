// Client credentials, then Graph, with net/http. Arguments: origin of the platform, base URL of Graph.
package main

import (
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
)

func main() {
	login, graph := os.Args[1], os.Args[2]
	reply, err := http.PostForm(login+"/"+os.Getenv("AZURE_TENANT_ID")+"/oauth2/v2.0/token", url.Values{
		"grant_type":    {"client_credentials"},
		"client_id":     {os.Getenv("AZURE_CLIENT_ID")},
		"client_secret": {os.Getenv("AZURE_CLIENT_SECRET")},
		"scope":         {"https://graph.microsoft.com/.default"},
	})
	var tokens struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(body(reply, err), &tokens); err != nil {
		log.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodGet, graph+"/users", nil)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+tokens.AccessToken)
	reply, err = http.DefaultClient.Do(request)
	body(reply, err)
}

func body(reply *http.Response, err error) []byte {
	if err != nil {
		log.Fatal(err)
	}
	defer reply.Body.Close()
	text, err := io.ReadAll(reply.Body)
	if err != nil {
		log.Fatal(err)
	}
	if reply.StatusCode != http.StatusOK {
		log.Fatalf("%s answers %d: %s", reply.Request.URL, reply.StatusCode, text)
	}
	return text
}
