/**
 * Shell scripts of sidecars and Jobs: POSIX, for dash, bash and busybox alike. Everything comes by environment variables,
 * so nothing is pasted into a script, and secrets stay in files and in the shell's own commands: other processes and
 * `ps` see none. Sources of a password put it into `$password` and the seconds that it is good into `$life`.
 */

/** Mount path of the memory that the scripts write to. */
export const passwordFolder = "/var/run/database-login";

/** What PGPASSFILE names. */
export const passwordFile = `${passwordFolder}/password`;

export type PasswordSource = "rds" | "rdsAdministrator" | "entra";

const common = String.raw`
set -u
umask 077
child=

# Signals are heard while the shell waits for a child, so whatever takes time is one.
stop() {
  [ -z "$child" ] || kill "$child" 2>/dev/null
  exit "$1"
}

# attend COMMAND...: runs it; what it prints goes to a file.
attend() {
  "$@" >"$LOGIN_FOLDER/.answer" &
  child=$!
  wait "$child"
  status=$?
  child=
  return "$status"
}

# escape TEXT: as a field of a libpq password file.
escape() {
  printf '%s' "$1" | sed 's/[\\:]/\\&/g'
}

# put PASSWORD TIME: the password file and the second at which it ends to be good, each replaced at once.
put() {
  printf '%s:%s:*:%s:%s\n' "$(escape "$PGHOST")" "$PGPORT" "$(escape "$PGUSER")" "$(escape "$1")" \
    >"$LOGIN_FOLDER/.password" &&
    printf '%s\n' "$2" >"$LOGIN_FOLDER/.expires" &&
    mv -f "$LOGIN_FOLDER/.password" "$LOGIN_FOLDER/password" &&
    mv -f "$LOGIN_FOLDER/.expires" "$LOGIN_FOLDER/expires"
}

# renew: asks the source and writes what it gives; leaves the old file alone when there is nothing.
renew() {
  now=$(date +%s)
  password=
  life=
  ask
  status=$?
  rm -f "$LOGIN_FOLDER/.answer"
  [ "$status" -eq 0 ] && [ -n "$password" ] && [ -n "$life" ] && put "$password" "$((now + life))"
}
`;

/** Where a password comes from. */
const sources: { readonly [Source in PasswordSource]: string } = {
  // Signed here with the pod's identity; RDS checks it when it is used.
  rds: String.raw`
ask() {
  attend aws rds generate-db-auth-token --region "$AWS_REGION" \
    --hostname "$PGHOST" --port "$PGPORT" --username "$PGUSER" || return
  password=$(cat "$LOGIN_FOLDER/.answer")
  life=$TOKEN_SECONDS
}
`,
  // The secret is JSON, in which a string may hold escapes; for how long it is good, nobody says.
  rdsAdministrator: String.raw`
ask() {
  attend aws secretsmanager get-secret-value --region "$AWS_REGION" \
    --secret-id "$ADMINISTRATOR_SECRET" --query SecretString --output text || return
  password=$(awk '
    function character(code,   value, i) {
      for (i = 1; i <= 4; i++) value = value * 16 + index("0123456789abcdef", tolower(substr(code, i, 1))) - 1
      return sprintf("%c", value)
    }
    match($0, /"password" *: *"([^"\\]|\\.)*"/) {
      rest = substr($0, RSTART, RLENGTH - 1)
      sub(/^"password" *: *"/, "", rest)
      while ((at = index(rest, "\\")) > 0) {
        kind = substr(rest, at + 1, 1)
        text = text substr(rest, 1, at - 1) (kind == "u" ? character(substr(rest, at + 2, 4)) : kind)
        rest = substr(rest, at + (kind == "u" ? 6 : 2))
      }
      print text rest
      exit
    }' "$LOGIN_FOLDER/.answer")
  life=0
}
`,
  // The service account's token for one of Entra ID (OAuth 2.0 client credentials with an assertion, RFC 7523).
  entra: String.raw`
ask() {
  attend curl --silent --show-error --fail --max-time 20 \
    --data-urlencode "client_id=$AZURE_CLIENT_ID" \
    --data-urlencode "scope=$TOKEN_SCOPE" \
    --data-urlencode "grant_type=client_credentials" \
    --data-urlencode "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer" \
    --data-urlencode "client_assertion@$AZURE_FEDERATED_TOKEN_FILE" \
    "$(printf '%s' "$AZURE_AUTHORITY_HOST" | sed 's:/*$::')/$AZURE_TENANT_ID/oauth2/v2.0/token" || return
  password=$(sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p' "$LOGIN_FOLDER/.answer")
  life=$(sed -n 's/.*"expires_in" *: *"\{0,1\}\([0-9][0-9]*\).*/\1/p' "$LOGIN_FOLDER/.answer")
}
`,
};

/**
 * Keeps the password file fresh until it is told to stop: a new password after two thirds of the old one's life, and
 * after a failure again in 1, 2, 4 … 60 seconds. Connections that stand are not asked again.
 */
export function keepPassword(source: PasswordSource): string {
  return `${common}${sources[source]}${String.raw`
trap 'stop 0' TERM INT
retry=1
while :; do
  if renew; then
    retry=1
    pause=$((life * 2 / 3))
    [ "$pause" -ge 1 ] || pause=1
  else
    pause=$retry
    retry=$((retry * 2))
    [ "$retry" -le 60 ] || retry=60
    echo "no new password; next try in $pause s" >&2
  fi
  sleep "$pause" &
  child=$!
  wait "$child"
  child=
done
`}`.trimStart();
}

/** Writes the password file once, or fails after half a minute of tries. */
export function fetchPassword(source: PasswordSource): string {
  return `${common}${sources[source]}${String.raw`
trap 'stop 1' TERM INT
for pause in 1 2 4 8 16; do
  renew && exit 0
  echo "no password; next try in $pause s" >&2
  sleep "$pause" &
  child=$!
  wait "$child"
  child=
done
renew
`}`.trimStart();
}

/** True while the password is good: what the probes of the sidecar run. */
export const passwordIsGood = String.raw`[ "$(date +%s)" -lt "$(cat "$LOGIN_FOLDER/expires")" ]`;

/** Runs the statements of a login; every one can run again. */
export const administer = String.raw`
set -eu
run() {
  psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 "$@"
}
run --command="$OWNER_SQL"
found=$(run --tuples-only --no-align --command="$DATABASE_EXISTS_SQL")
[ -n "$found" ] || run --command="$CREATE_DATABASE_SQL"
run --dbname="$LOGIN_DATABASE" --command="$DATABASE_SQL"
run --command="$LOGIN_SQL"
`.trimStart();
