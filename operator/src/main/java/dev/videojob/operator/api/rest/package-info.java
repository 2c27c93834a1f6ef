/** What all endpoints of the HTTP API share: requests, answers, problems, the server itself. */
@NullMarked
package dev.videojob.operator.api.rest;

import org.jspecify.annotations.NullMarked;
