/** What a program implements to have Haboob serve dynamic pages. */
package seda.apps.Haboob.hdapi;
