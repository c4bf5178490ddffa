# What the other scripts have in common: ask SERVICE BODY prints the answer with an element a line.

ask() {
    curl --silent --show-error --user "$user:$password" --header "Content-Type: application/soap+xml; charset=utf-8" \
        --data-binary @- "$services/$1/v1" <<XML | sed 's/></>\n</g'
<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:m="urn:motown:ws:v1:$1"
  xmlns:t="urn:motown:ws:v1:types"><s:Body>$2</s:Body></s:Envelope>
XML
}

# The text of the first element of that name in what is read; nothing where there is none.
text() { sed -n "s/.*<\([A-Za-z0-9]*:\)\{0,1\}$1>\([^<]*\)<.*/\2/p" | head -n 1; }

# A text as XML wants it.
xml() { printf '%s' "$1" | sed 's/&/\&amp;/g; s/</\&lt;/g'; }

# End where the answer is a fault, or none of SOAP at all.
refuse() { printf '%s' "$1" | grep -q ':Envelope' || { echo "no answer: $1" >&2; exit 1; }
    if printf '%s' "$1" | grep -q motownFault; then
    echo "refused: $(printf '%s' "$1" | text code): $(printf '%s' "$1" | text message)" >&2; exit 1; fi; }
