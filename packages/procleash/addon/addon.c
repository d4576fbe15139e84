/*
 * The addon: starts the helpers of procleash without copying the host, see spawn.c.
 * Promises: it keeps no thread, no handle of the loop and no state but the numbers of its children; whatever it is called
 * with, it answers or throws; each thread of JavaScript has children of its own (node_api.h, instance data).
 *
 *     spawn(path, strings, argumentCount, streams, ownSession) -> [pid, our end of each stream or -1] or [-errno]
 *     write(pid, text) -> how many bytes the channel to a child has taken, or -errno
 *     hangUp(pid): closes that channel
 *     reap(pid) -> the status as wait(2) has it; -1: it still runs; -2: no child of ours, or the kernel has reaped it
 *
 * `strings` are the arguments and then the environment, each with its NUL, as the kernel lays them out (/proc/PID/cmdline).
 */
#include "children.h"
#include "spawn.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NAPI_VERSION 8
#include <node_api.h>

enum { PATH_BYTES = 4096, TEXT_BYTES = 4096 };

static napi_value misuse(napi_env env)
{
	napi_throw_type_error(env, NULL, "The addon of procleash was called in a way that only procleash knows");
	return NULL;
}

/* Lays the strings out as two arrays that end in NULL. NULL if they are no such strings, or there is no memory. */
static char **split(char *strings, size_t length, size_t argument_count, char ***environment)
{
	size_t count = 0;
	size_t at = 0;
	char **list;

	for (size_t i = 0; i < length; i++)
		count += strings[i] == '\0';
	if (count < argument_count || argument_count == 0 || strings[length - 1] != '\0')
		return NULL;
	list = malloc((count + 2) * sizeof *list);
	if (list == NULL)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		list[i + (i >= argument_count)] = strings + at;
		at += strlen(strings + at) + 1;
	}
	list[argument_count] = NULL;
	list[count + 1] = NULL;
	*environment = list + argument_count + 1;
	return list;
}

static bool read_streams(napi_env env, napi_value value, struct request *request)
{
	uint32_t count;

	if (napi_get_array_length(env, value, &count) != napi_ok || count > MOST_STREAMS)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		napi_value element;

		if (napi_get_element(env, value, i, &element) != napi_ok ||
		    napi_get_value_int32(env, element, &request->streams[i]) != napi_ok ||
		    request->streams[i] < STREAM_CHANNEL)
			return false;
	}
	request->stream_count = count;
	return true;
}

static napi_value numbers(napi_env env, const int *list, size_t count)
{
	napi_value array;

	if (napi_create_array_with_length(env, count, &array) != napi_ok)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		napi_value number;

		napi_create_int32(env, list[i], &number);
		napi_set_element(env, array, (uint32_t)i, number);
	}
	return array;
}

static napi_value start(napi_env env, struct children *children, const struct request *request)
{
	struct started started;
	int answer[1 + MOST_STREAMS];
	int error = children_reserve(children) ? spawn_process(request, &started) : ENOMEM;

	if (error != 0) {
		answer[0] = -error;
		return numbers(env, answer, 1);
	}
	children_add(children, started.pid, started.channel);
	answer[0] = started.pid;
	memcpy(answer + 1, started.ends, sizeof started.ends);
	return numbers(env, answer, 1 + request->stream_count);
}

static napi_value call_spawn(napi_env env, napi_callback_info info)
{
	enum { PATH, STRINGS, ARGUMENT_COUNT, STREAMS, OWN_SESSION, ARGUMENTS };
	napi_value given[ARGUMENTS];
	size_t given_count = ARGUMENTS;
	char path[PATH_BYTES];
	size_t path_length, length;
	uint32_t argument_count;
	void *strings, *children;
	napi_value started;
	struct request request = { .path = path };

	if (napi_get_cb_info(env, info, &given_count, given, NULL, NULL) != napi_ok || given_count != ARGUMENTS ||
	    napi_get_value_string_utf8(env, given[PATH], path, sizeof path, &path_length) != napi_ok ||
	    path_length == sizeof path - 1 ||
	    napi_get_buffer_info(env, given[STRINGS], &strings, &length) != napi_ok || length == 0 ||
	    napi_get_value_uint32(env, given[ARGUMENT_COUNT], &argument_count) != napi_ok ||
	    !read_streams(env, given[STREAMS], &request) ||
	    napi_get_value_bool(env, given[OWN_SESSION], &request.own_session) != napi_ok ||
	    napi_get_instance_data(env, &children) != napi_ok)
		return misuse(env);
	request.argv = split(strings, length, argument_count, &request.environment);
	if (request.argv == NULL)
		return misuse(env);
	started = start(env, children, &request);
	free(request.argv);
	return started;
}

/* Every other function is about one child, by its pid, and perhaps a text. */
struct call {
	struct children *children;
	int32_t pid;
	char text[TEXT_BYTES];
	size_t length;
};

static bool read_call(napi_env env, napi_callback_info info, size_t wanted, struct call *call)
{
	napi_value given[2];
	size_t count = 2;
	void *children;

	if (napi_get_cb_info(env, info, &count, given, NULL, NULL) != napi_ok || count != wanted ||
	    napi_get_value_int32(env, given[0], &call->pid) != napi_ok ||
	    napi_get_instance_data(env, &children) != napi_ok)
		return false;
	call->children = children;
	return count < 2 || (napi_get_value_string_utf8(env, given[1], call->text, sizeof call->text, &call->length) ==
				     napi_ok &&
			     call->length < sizeof call->text - 1);
}

static napi_value answer(napi_env env, int number)
{
	napi_value value;

	return napi_create_int32(env, number, &value) == napi_ok ? value : NULL;
}

static napi_value call_write(napi_env env, napi_callback_info info)
{
	struct call call;

	if (!read_call(env, info, 2, &call))
		return misuse(env);
	return answer(env, children_write(call.children, call.pid, call.text, call.length));
}

static napi_value call_hang_up(napi_env env, napi_callback_info info)
{
	struct call call;

	if (!read_call(env, info, 1, &call))
		return misuse(env);
	children_hang_up(call.children, call.pid);
	return NULL;
}

static napi_value call_reap(napi_env env, napi_callback_info info)
{
	struct call call;

	if (!read_call(env, info, 1, &call))
		return misuse(env);
	return answer(env, children_reap(call.children, call.pid));
}

static void close_thread(napi_env env, void *children, void *hint)
{
	(void)env;
	(void)hint;
	children_close(children);
}

static bool add_function(napi_env env, napi_value exports, const char *name, napi_callback function)
{
	napi_value value;

	return napi_create_function(env, name, NAPI_AUTO_LENGTH, function, NULL, &value) == napi_ok &&
	       napi_set_named_property(env, exports, name, value) == napi_ok;
}

NAPI_MODULE_INIT()
{
	struct children *children = children_open();

	if (children == NULL)
		return misuse(env);
	if (napi_set_instance_data(env, children, close_thread, NULL) != napi_ok) {
		children_close(children);
		return misuse(env);
	}
	if (!add_function(env, exports, "spawn", call_spawn) || !add_function(env, exports, "write", call_write) ||
	    !add_function(env, exports, "hangUp", call_hang_up) || !add_function(env, exports, "reap", call_reap))
		return misuse(env);
	return exports;
}
